"""The report's style sheet: light and dark, narrow and wide, screen and paper."""

STYLE = """
:root { --page:#f4f5f3; --card:#fff; --ink:#1d2526; --soft:#5f6b6c; --line:#e1e4e1; --track:#eef0ee;
  --strong:#1f6f78; --weak:#a9cdd0; --customer:#1f6f78; --team:#d9a441; --program:#b4bcbc;
  --urgent:#b3372e; --high:#d9822b; --normal:#1f6f78; --low:#9aa5a5; }
@media (prefers-color-scheme: dark) {
  :root { --page:#14191a; --card:#1d2425; --ink:#e6ebea; --soft:#9aa7a7; --line:#2f3839;
    --track:#283031; --strong:#56b3bb; --weak:#2d5c60; --customer:#56b3bb; --team:#e0b45c;
    --program:#5b6767; --urgent:#e5695f; --high:#e59a4f; --normal:#56b3bb; --low:#6c7878; } }
* { box-sizing:border-box }
body { margin:0; background:var(--page); color:var(--ink);
  font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif }
header,main,footer { max-width:1120px; margin:0 auto; padding:0 24px }
header { padding-top:44px; padding-bottom:20px }
h1 { margin:0; font-size:34px; letter-spacing:-.02em; line-height:1.15 }
header p { margin:8px 0 0; color:var(--soft) }
header b { color:var(--ink) }
main,.columns > div { display:flex; flex-direction:column; gap:16px }
.columns { display:grid; grid-template-columns:repeat(2,minmax(0,1fr)); gap:16px }
.card { background:var(--card); border:1px solid var(--line); border-radius:12px; padding:20px 22px;
  min-width:0; break-inside:avoid }
h2 { margin:0 0 12px; font-size:17px; line-height:1.3; overflow-wrap:anywhere }
h3 { margin:0 0 6px; font-size:13px; color:var(--soft); font-weight:600 }
p { margin:0 0 10px }
.card > :last-child { margin-bottom:0 }
.hint,small { color:var(--soft); font-size:13px }
h2 + .hint { margin-top:-8px }
.tiles { list-style:none; margin:0; padding:0; display:grid; gap:12px;
  grid-template-columns:repeat(auto-fit,minmax(150px,1fr)) }
.tiles li { background:var(--card); border:1px solid var(--line); border-radius:12px;
  padding:14px 18px }
.tiles b { display:block; font-size:24px; line-height:1.3; white-space:nowrap }
.tiles span { color:var(--soft); font-size:13px }
.tiles.small { grid-template-columns:repeat(3,1fr); margin-bottom:12px }
.tiles.small li { background:none; border:0; padding:0 }
.tiles.small b { font-size:21px }
table { border-collapse:collapse; width:100% }
.bars { table-layout:fixed; margin-bottom:10px }
.bars th { width:34%; text-align:left; font-weight:400; padding:3px 12px 3px 0; overflow:hidden;
  text-overflow:ellipsis; white-space:nowrap }
.bars .value { width:92px; text-align:right; color:var(--soft); white-space:nowrap;
  font-variant-numeric:tabular-nums; font-size:13px }
.track { padding:3px 0 }
.bar { display:block; height:14px; min-width:2px; border-radius:3px; background:var(--weak);
  overflow:hidden }
.bar span { display:block; height:100%; background:var(--strong) }
.bar.urgent span { background:var(--urgent) } .bar.high span { background:var(--high) }
.bar.normal span { background:var(--normal) } .bar.low span { background:var(--low) }
svg { display:block; width:100%; height:auto }
svg text { font-size:12px; fill:var(--soft); text-anchor:middle }
svg text.axis { text-anchor:end }
svg line { stroke:var(--line) }
rect.customer { fill:var(--customer) } rect.team { fill:var(--team) }
rect.program { fill:var(--program) }
.legend { margin:8px 0 0; color:var(--soft); font-size:13px; display:flex; flex-wrap:wrap;
  gap:16px }
.key { display:inline-block; width:10px; height:10px; border-radius:2px; margin-right:6px }
.key.customer { background:var(--customer) } .key.team { background:var(--team) }
.key.program { background:var(--program) } .key.strong { background:var(--strong) }
.key.weak { background:var(--weak) }
.week { table-layout:fixed; font-size:12px; color:var(--soft) }
.week th { font-weight:400; text-align:left; padding:0; height:14px }
.week th:first-child { width:34px }
.week th:last-child,.week .value { width:46px; text-align:right }
.week td { padding:1px; height:21px } .week td:not(.value) { background:var(--track);
  background-clip:content-box }
.week i { display:block; height:100%; border-radius:2px; background:var(--strong) }
.notes { list-style:none; margin:8px 0 0; padding:0; max-height:330px; overflow:auto }
.notes li { padding:6px 0; border-top:1px solid var(--line); overflow-wrap:anywhere }
.notes time { color:var(--soft); font-size:13px; font-variant-numeric:tabular-nums;
  margin-right:6px }
.notes small { display:block }
summary { cursor:pointer; font-weight:600; margin-top:6px }
ul { margin:8px 0 0; padding-left:20px } .tiles.small { padding:0 }
.pair { display:grid; grid-template-columns:1fr 1fr; gap:22px }
pre { margin:0; white-space:pre-wrap; overflow-wrap:anywhere; font:inherit; font-size:14px;
  background:var(--track); border-radius:8px; padding:12px 14px }
code { font-family:ui-monospace,Menlo,Consolas,monospace; font-size:.92em }
footer { padding-top:22px; padding-bottom:40px; color:var(--soft); font-size:13px }
@media (max-width:760px) { .columns,.pair { grid-template-columns:minmax(0,1fr) }
  header { padding-top:28px } h1 { font-size:27px } }
@media print { :root { --page:#fff } body { font-size:12px; print-color-adjust:exact;
    -webkit-print-color-adjust:exact }
  header,main,footer { max-width:none; padding-left:0; padding-right:0 }
  .notes { max-height:none; overflow:visible } .card { padding:14px 16px } }
"""
