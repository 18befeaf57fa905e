"""The sample mail: every kind that a support team sees, dated around now."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox_triage.demo.samples import Sample, load_old_samples, load_samples

NOW = datetime(2031, 7, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def samples() -> dict[str, Sample]:
    return {sample.name: sample for sample in load_samples(NOW)}


def test_there_are_about_thirty_and_each_has_a_name_of_its_own(samples: dict[str, Sample]) -> None:
    assert 28 <= len(samples) <= 36
    assert all(name.partition("-")[0].isdigit() for name in samples)


def test_every_sample_was_written_within_the_last_hour(samples: dict[str, Sample]) -> None:
    for sample in samples.values():
        assert NOW - timedelta(hours=1) <= sample.claimed_at <= NOW, sample.name


def test_the_old_ones_are_days_old() -> None:
    old = load_old_samples(NOW)

    assert len(old) >= 2
    assert all(sample.claimed_at < NOW - timedelta(days=2) for sample in old)


def test_no_date_of_the_time_of_writing_is_left_behind(samples: dict[str, Sample]) -> None:
    for sample in samples.values():
        assert b"2026 " not in sample.octets.replace(b"2031", b""), sample.name


def test_lines_end_as_on_the_wire(samples: dict[str, Sample]) -> None:
    for sample in samples.values():
        assert sample.octets.count(b"\n") == sample.octets.count(b"\r\n"), sample.name


def test_a_delivery_report_has_no_sender(samples: dict[str, Sample]) -> None:
    assert samples["13-delivery-report"].sender == ""


def test_one_message_goes_to_two_inboxes(samples: dict[str, Sample]) -> None:
    both = samples["20-two-inboxes"].recipients

    assert both == ("support@example.com", "billing@example.com")


def test_everything_else_goes_to_support(samples: dict[str, Sample]) -> None:
    others = [sample for name, sample in samples.items() if name != "20-two-inboxes"]

    assert {sample.recipients for sample in others} == {("support@example.com",)}


def test_an_outage_is_reported_by_four_customers(samples: dict[str, Sample]) -> None:
    senders = {sample.sender for name, sample in samples.items() if "-outage-" in name}

    assert len(senders) == 4
