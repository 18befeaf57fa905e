"""What training promises: honest figures, monotone confidence, a complete seed."""

from collections import Counter

import numpy as np

from inbox_triage.classifier import features, lexicon, seed
from inbox_triage.classifier.lexicon import Lexicon, Phrase
from inbox_triage.classifier.model import Classifier
from inbox_triage.classifier.scoring import Calibration
from inbox_triage.triage.category import ClassifierInput
from inbox_triage.triage.policy import CATEGORIES


def test_a_higher_probability_never_gives_a_lower_confidence(classifier: Classifier) -> None:
    calibration: Calibration = classifier._trained.calibration
    rising = np.linspace(0, 1, 101, dtype=np.float32)
    for category in range(len(CATEGORIES)):
        found = calibration.confidence(rising, np.full(101, category))
        assert np.all(np.diff(found) >= 0)
        assert found.min() >= 0
        assert found.max() <= 1


def test_the_reported_figures_are_those_of_unseen_examples(classifier: Classifier) -> None:
    report = classifier.report
    examples = seed.read().examples
    answers = classifier.predict([ClassifierInput(e.subject, e.text, e.language) for e in examples])
    seen = np.mean([a.category == e.category for a, e in zip(answers, examples, strict=True)])
    assert report.examples == len(examples)
    assert 0.5 < report.accuracy < seen
    assert report.sure_precision > report.accuracy


def test_every_category_has_enough_examples_in_three_languages() -> None:
    counts = Counter((e.language, e.category) for e in seed.read().examples)
    for category in CATEGORIES:
        assert counts["en", category] >= 45
        assert counts["de", category] >= 20
        assert counts["fr", category] >= 20


def test_no_example_is_there_twice() -> None:
    counts = Counter((e.subject, e.text) for e in seed.read().examples)
    assert [text for text, count in counts.items() if count > 1] == []


def test_every_lexicon_speaks_for_known_categories_only() -> None:
    phrases = seed.read().phrases
    assert {phrase.category for phrase in phrases} == set(CATEGORIES)
    assert all(0 < len(phrase.words) <= 8 for phrase in phrases)


def found_in(text: str, *phrases: str) -> set[str]:
    known = Lexicon(
        Phrase(lexicon.parse_phrase(phrase), "bug", lexicon.STRONG) for phrase in phrases
    )
    hits = known.hits(features.tokens_of(text).folded)
    return {" ".join(hit.phrase.words) for hit in hits}


def test_a_star_stands_for_any_ending_or_beginning_and_an_underscore_for_a_word() -> None:
    assert found_in("Refunded!", "refund*") == {"refund*"}
    assert found_in("meine Handyrechnung", "*rechnung") == {"*rechnung"}
    assert found_in("where is my order", "where is _ order") == {"where is _ order"}
    assert found_in("where is order", "where is _ order") == set()
    assert found_in("fund", "refund*", "*under") == set()


def test_accents_capitals_and_curly_apostrophes_do_not_matter() -> None:
    assert found_in("Je n’ai PAS RECU l’avoir", "pas reçu") == {"pas recu"}
    assert found_in("It DOESN’T work", "doesn't work") == {"doesn't work"}
