{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Review packet {{MEMBER}} {{AUTHORIZATION}}</title>
<style>
:root { --ink: #1c2733; --soft: #5b6876; --line: #d5dce3; --band: #17415e; --pale: #f3f6f9; --amber: #8a5a00; --red: #9d1c1c; --green: #1c6b3c; }
* { box-sizing: border-box; }
html { font-size: 13px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0 auto; max-width: 72rem; padding: 1.6rem 2rem 3rem; color: var(--ink); background: #fff; font: 1rem/1.45 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
header { display: flex; justify-content: space-between; gap: 2rem; border-bottom: 3px solid var(--band); padding-bottom: .8rem; }
header h1 { margin: 0; font-size: 1.8rem; color: var(--band); letter-spacing: .01em; }
header p { margin: .15rem 0 0; color: var(--soft); }
header .who { text-align: right; white-space: nowrap; }
header .who strong { font-size: 1.25rem; }
h2 { margin: 1.7rem 0 .5rem; padding: .28rem .6rem; background: var(--band); color: #fff; font-size: 1.12rem; font-weight: 600; break-after: avoid; }
h3 { margin: 1.1rem 0 .3rem; font-size: 1.06rem; color: var(--band); break-after: avoid; }
table { width: 100%; border-collapse: collapse; margin: .2rem 0 .4rem; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .86rem; border-bottom: 1px solid var(--ink); padding: .2rem .5rem .2rem 0; vertical-align: bottom; }
td { padding: .26rem .5rem .26rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; padding-right: .8rem; }
td.d { white-space: nowrap; font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2.2rem; margin-top: .9rem; }
.facts table { margin: 0; }
.facts th { width: 9.5rem; border-bottom: 1px solid var(--line); vertical-align: top; padding-top: .26rem; }
.due { margin: .9rem 0 0; padding: .55rem .8rem; border: 1px solid var(--band); background: var(--pale); font-size: 1.1rem; }
.badge { display: inline-block; padding: .08rem .55rem; border-radius: .7rem; font-size: .88rem; font-weight: 600; color: #fff; background: var(--soft); }
.badge.ready { background: var(--green); } .badge.ready_with_gaps { background: var(--amber); } .badge.incomplete, .badge.overdue { background: var(--red); }
.stop { margin: .9rem 0 0; padding: .55rem .8rem; border: 2px solid var(--red); color: var(--red); }
.notice { margin: .9rem 0 0; padding: .3rem .8rem; border: 1px solid var(--ink); }
.notice p { margin: .2rem 0; }
.gaps { border: 1px solid var(--line); border-left: 4px solid var(--amber); padding: .5rem .9rem .3rem; margin: .9rem 0 0; }
.gaps.incomplete { border-left-color: var(--red); } .gaps.ready { border-left-color: var(--green); }
.gaps ul { margin: .3rem 0 .3rem; padding-left: 1.1rem; } .gaps li { margin: .1rem 0; }
.must { color: var(--red); font-weight: 600; }
.soft { color: var(--soft); font-size: .88rem; } .soft p { margin: .15rem 0; }
p.none { margin: .2rem 0 .4rem; color: var(--soft); font-style: italic; }
.src { color: var(--band); text-decoration: none; font-size: .84rem; white-space: nowrap; }
blockquote { margin: .3rem 0 .7rem; padding: .35rem .8rem; border-left: 3px solid var(--line); background: var(--pale); break-inside: avoid-page; }
blockquote .text { white-space: pre-wrap; overflow-wrap: anywhere; }
blockquote .by { color: var(--soft); font-size: .88rem; margin-top: .25rem; }
blockquote .read { color: var(--soft); font-size: .84rem; margin-top: .2rem; } .read span { display: inline-block; margin-right: .6rem; padding: 0 .4rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff; } .read strong { color: var(--ink); }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; align-items: start; break-inside: avoid; }
.sessions { columns: 2; column-gap: 2rem; }
.sessions table { margin: 0; } .sessions tr { break-inside: avoid; }
svg { display: block; } svg text { font: 10px Arial, "Liberation Sans", sans-serif; fill: #5b6876; }
.chart { margin: .3rem 0; }
.bar { height: .7rem; background: var(--line); min-width: 8rem; position: relative; }
.days { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .1rem 1rem; margin: .2rem 0; font-variant-numeric: tabular-nums; }
.sources td { font-size: .84rem; padding-top: .12rem; padding-bottom: .12rem; overflow-wrap: anywhere; }
.sources td.d { color: var(--soft); } .place { font-family: "Liberation Mono", "DejaVu Sans Mono", monospace; font-size: .78rem; }
.criteria { table-layout: fixed; } .criteria td { overflow-wrap: anywhere; } .criteria tbody { border-bottom: 1px solid var(--ink); } .criteria tbody td { border-bottom: 0; }
.criteria .piece { margin: 0 0 .35rem; } .criteria .nothing { color: var(--soft); font-style: italic; } .criteria tr.also td { padding-top: 0; }
.age { font-weight: 600; color: var(--soft); } .age.fresh { color: var(--green); } .age.too_old { color: var(--red); } .age.nothing { color: var(--amber); }
:target { background: #fff3c4; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .5rem; color: var(--soft); font-size: .86rem; }
@media (max-width: 44rem) { .facts, .two { grid-template-columns: 1fr; } .sessions { columns: 1; } header { display: block; } header .who { text-align: left; margin-top: .5rem; } body { padding: 1rem; } }
@media print { html { font-size: 10.5px; } body { max-width: none; padding: 0; } a { color: inherit; } h2 { margin-top: 1.1rem; } }
@page { margin: 14mm 13mm; }
</style>
</head>
<body>
<header>
<div><h1>Utilization review packet</h1><p>{{MODE}}</p></div>
<div class="who"><strong>{{FACILITY}}</strong><p>NPI {{NPI}}</p><p>Prepared as of {{AS_OF}}</p></div>
</header>

<div class="facts">
<table>
<tr><th>Member</th><td><strong>{{MEMBER}}</strong></td></tr>
<tr><th>Born</th><td>{{BIRTH_DATE}}</td></tr>
<tr><th>Plan member id</th><td>{{PLAN_MEMBER_ID}}</td></tr>
<tr><th>Payer</th><td>{{PAYER}}{{#PLAN}} &middot; {{PLAN_NAME}}{{/PLAN}}</td></tr>
<tr><th>Episode</th><td>{{EPISODE}}</td></tr>
</table>
<table>
<tr><th>Authorization</th><td><strong>{{AUTHORIZATION_NUMBERS}}</strong></td></tr>
<tr><th>In force</th><td>{{AUTHORIZATION_DATES}}</td></tr>
<tr><th>Last covered day</th><td>{{LAST_COVERED_DAY}}</td></tr>
<tr><th>Level of care</th><td>{{LEVEL_OF_CARE}}, admitted {{ADMITTED}}{{#DISCHARGE}}, discharged {{DISCHARGED}}{{/DISCHARGE}}</td></tr>
<tr><th>Schedule</th><td>{{#SCHEDULE}}<div>{{SCHEDULE_TEXT}}</div>{{/SCHEDULE}}</td></tr>
</table>
</div>
<p class="due"><strong>Review due {{DUE}}</strong> <span class="badge {{STATUS:html_escape}}">{{STATUS}}</span> <span class="soft">opens {{OPENS}}; {{REVIEW_BECAUSE}}</span></p>

{{#NOT_TO_BE_SENT}}<p class="stop"><strong>Not to be sent.</strong> {{WHY}}</p>
{{/NOT_TO_BE_SENT}}{{#REDISCLOSURE}}<div class="notice">{{#NOTICE}}<p><strong>{{TEXT}}</strong></p>{{/NOTICE}}{{#SCOPE}}<p>{{TEXT}}</p>{{/SCOPE}}</div>
{{/REDISCLOSURE}}<div class="gaps {{VERDICT:html_escape}}">
<strong>This packet is <span class="badge {{VERDICT:html_escape}}">{{VERDICT_TEXT}}</span></strong>
{{#MISSING_LIST}}<ul>{{#MISSING}}<li>{{#ESSENTIAL}}<span class="must">needed:</span> {{/ESSENTIAL}}{{WHAT}} <span class="soft">&mdash; {{WHO}}</span></li>{{/MISSING}}</ul>{{/MISSING_LIST}}
</div>
{{#FORM}}<p class="soft">{{TEXT}}</p>
{{/FORM}}
{{>REQUEST_SHEETS}}
<h2>Units and coverage</h2>
<table><thead><tr><th>Authorization</th><th>Codes</th><th>Unit</th><th class="n">Approved</th><th class="n">Used</th><th class="n">Remaining</th><th>Use</th><th class="n">Forecast</th><th>Exhausts</th><th class="n">Unused at end</th></tr></thead><tbody>
{{#LINE}}<tr><td>{{LINE_AUTHORIZATION}}<div class="soft">{{LINE_DATES}}</div></td><td>{{CODES}}</td><td>{{UNIT}}</td><td class="n">{{UNITS}}</td><td class="n">{{USED}}</td><td class="n"><strong>{{REMAINING}}</strong></td><td>{{#USE_BAR}}<svg width="90" height="12" role="img" aria-label="units used"><rect width="90" height="12" fill="#d5dce3"/><rect width="{{USED_WIDTH}}" height="12" fill="#17415e"/><rect x="{{USED_WIDTH}}" width="{{FORECAST_WIDTH}}" height="12" fill="#8fb3cc"/></svg>{{/USE_BAR}}</td><td class="n">{{FORECAST}}</td><td class="d">{{EXHAUSTS}}</td><td class="n">{{UNUSED}}</td></tr>
{{#LINE_BECAUSE}}<tr><td colspan="10" class="soft">{{BECAUSE}}</td></tr>{{/LINE_BECAUSE}}{{/LINE}}
</tbody></table>
{{#NO_LINES}}<p class="none">No authorization with units is on file.</p>{{/NO_LINES}}
<p>Scheduled sessions are covered through <strong>{{COVERED_THROUGH}}</strong>; the first one without coverage is on <strong>{{FIRST_UNCOVERED}}</strong>.</p>
{{#UNCOVERED_LIST}}<h3>Sessions held without coverage</h3><table><thead><tr><th>Date</th><th>Service</th><th class="n">Units</th><th>Reason</th></tr></thead><tbody>{{#UNCOVERED}}<tr><td class="d">{{DATE}}</td><td>{{SERVICE}}</td><td class="n">{{UNITS}}</td><td>{{REASON}}</td></tr>{{/UNCOVERED}}</tbody></table>{{/UNCOVERED_LIST}}
{{#REQUEST}}<h3>Requested: scheduled days from {{REQUEST_FIRST}}</h3><p class="days">{{#REQUEST_DAY}}<span>{{DATE}} <span class="soft">{{SERVICE}} &times; {{UNITS}}</span></span> {{/REQUEST_DAY}}</p>{{#REQUEST_FURTHER}}<p class="soft">and {{FURTHER}} further scheduled sessions within a year</p>{{/REQUEST_FURTHER}}{{/REQUEST}}

{{>UNIT_SHEETS}}
{{#ATTENDED}}<h2>Attendance</h2>
<p>{{OUTCOMES}}</p>
{{/ATTENDED}}{{#WEEK_CHART}}<div class="chart"><svg width="{{CHART_WIDTH}}" height="96" role="img" aria-label="attended minutes in each week">{{#WEEK_BAR}}<rect x="{{X}}" y="{{Y}}" width="{{W}}" height="{{H}}" fill="#17415e"/><text x="{{TX}}" y="{{VALUE_Y}}" text-anchor="middle">{{MINUTES}}</text><text x="{{TX}}" y="92" text-anchor="middle">{{LABEL}}</text>{{/WEEK_BAR}}</svg><p class="soft">attended minutes in each week, by its first day{{#WEEKS_CUT}}; the latest {{WEEKS_SHOWN}} weeks{{/WEEKS_CUT}}</p></div>{{/WEEK_CHART}}
{{#UNDER}}<p class="soft">Week of {{WEEK_OF}}: {{MINUTES}} minutes, fewer than the {{MINIMUM}} that the payer sets.</p>{{/UNDER}}
{{#SESSION_LIST}}<div class="sessions"><table><thead><tr><th>Date</th><th>Outcome</th><th class="n">Minutes</th><th class="n">Covered</th></tr></thead><tbody>{{#SESSION}}<tr><td class="d">{{DATE}}</td><td>{{OUTCOME}}</td><td class="n">{{MINUTES}}</td><td class="n">{{COVERED}}</td></tr>{{/SESSION}}</tbody></table></div>{{/SESSION_LIST}}
{{#SESSIONS_CUT}}<p class="soft">{{LEFT_OUT}} earlier sessions are not shown.</p>{{/SESSIONS_CUT}}
{{#UNRECORDED}}<p><span class="must">Not recorded:</span> {{DATES}}</p>{{/UNRECORDED}}

{{>ATTENDANCE_SHEETS}}
{{#CRITERIA}}<h2>Criteria: {{TITLE}}</h2>
<p class="soft"><strong>{{ASKED}}</strong> {{NOTE}}{{#QUOTED}} Words quoted from: {{SOURCE_TITLE}}.{{/QUOTED}}</p>
<table class="criteria"><thead><tr><th style="width:21%">Criterion</th><th style="width:29%">For</th><th style="width:29%">Against</th><th style="width:9%">Newest</th><th style="width:12%">Fresh</th></tr></thead>
{{#CRITERION}}<tbody><tr><td><strong>{{TITLE}}</strong>{{#WORDS}}<div class="soft">&ldquo;{{TEXT}}&rdquo;</div>{{/WORDS}}</td>{{#NOTHING}}<td colspan="3" class="nothing">{{SUPPLIER}}</td>{{/NOTHING}}{{#FOUND}}<td>{{#FOR}}<div class="piece">{{TEXT}}<div class="soft">{{ORIGIN}} {{#SOURCE}}<a class="src" href="#s{{NUMBER:html_escape}}">[{{NUMBER}}]</a> {{/SOURCE}}</div></div>{{/FOR}}{{#NOTHING_FOR}}<span class="nothing">nothing found</span>{{/NOTHING_FOR}}</td><td>{{#AGAINST}}<div class="piece">{{TEXT}}<div class="soft">{{ORIGIN}} {{#SOURCE}}<a class="src" href="#s{{NUMBER:html_escape}}">[{{NUMBER}}]</a> {{/SOURCE}}</div></div>{{/AGAINST}}{{#NOTHING_AGAINST}}<span class="nothing">nothing found</span>{{/NOTHING_AGAINST}}</td><td>{{DATE}}</td>{{/FOUND}}<td><span class="age {{FRESH:html_escape}}">{{FRESH_TEXT}}</span>{{#LIMIT}}<div class="soft">{{LIMIT_TEXT}}</div>{{/LIMIT}}</td></tr>
{{#ALSO}}<tr class="also"><td></td><td colspan="4" class="soft">{{#EITHER}}<div>also: {{TEXT}} <span>({{ORIGIN}})</span> {{#SOURCE}}<a class="src" href="#s{{NUMBER:html_escape}}">[{{NUMBER}}]</a> {{/SOURCE}}</div>{{/EITHER}}{{#MORE}}<div>and {{LEFT_OUT}} more, older</div>{{/MORE}}</td></tr>{{/ALSO}}</tbody>
{{/CRITERION}}</table>
{{/CRITERIA}}
{{#SCORED}}<h2>Scores</h2>
{{/SCORED}}{{#NO_SCORES}}<p class="none">The documents hold no scores.</p>{{/NO_SCORES}}
{{#SERIES}}<h3>{{INSTRUMENT}}</h3>
<div class="two"><div><p>{{SUMMARY}}</p>{{#SAFETY}}<p class="must">The question on thoughts of death or self-harm was answered above 0.</p>{{/SAFETY}}
{{#SPARK}}<svg width="330" height="84" role="img" aria-label="scores by date"><line x1="10" y1="64" x2="320" y2="64" stroke="#d5dce3"/><polyline points="{{POINTS}}" fill="none" stroke="#17415e" stroke-width="1.6"/>{{#DOT}}<circle cx="{{CX}}" cy="{{CY}}" r="3" fill="#17415e"/><text x="{{CX}}" y="{{TY}}" text-anchor="middle">{{TOTAL}}</text>{{/DOT}}<text x="10" y="80">{{FROM}}</text><text x="320" y="80" text-anchor="end">{{TO}}</text></svg>{{/SPARK}}</div>
<table><thead><tr><th>Date</th><th class="n">Total</th><th>Answers</th><th>Source</th></tr></thead><tbody>{{#SCORE}}<tr><td class="d">{{DATE}}</td><td class="n"><strong>{{TOTAL}}</strong></td><td class="soft">{{ANSWERS}}</td><td>{{#SOURCE}}<a class="src" href="#s{{NUMBER:html_escape}}">[{{NUMBER}}]</a> {{/SOURCE}}</td></tr>{{/SCORE}}</tbody></table></div>
{{/SERIES}}

{{>MEDICATION_SHEETS}}
{{#STATED}}<h2>Clinical statements</h2>
{{/STATED}}{{#LISTING}}<h3>{{TITLE}}</h3>
{{#NOTHING}}<p class="none">The documents say nothing about this.</p>{{/NOTHING}}
{{#ROWS}}<table><thead><tr><th style="width:42%">Statement</th><th style="width:24%">Details</th><th style="width:11%">Date</th><th style="width:15%">Status</th><th style="width:8%">Source</th></tr></thead><tbody>
{{#ROW}}<tr><td>{{#NEGATED}}<span class="must">not present:</span> {{/NEGATED}}<strong>{{TEXT}}</strong>{{#VALUE}}: {{VALUE_TEXT}}{{/VALUE}}{{#CODED}} <span class="soft">{{CODES}}</span>{{/CODED}}{{#WRITTEN}}<div class="soft">&ldquo;{{WRITTEN_TEXT}}&rdquo;</div>{{/WRITTEN}}</td><td class="soft">{{DETAILS}}</td><td class="d">{{DATE}}</td><td>{{STATUS}}{{#AUTHOR}}<div class="soft">{{AUTHOR_NAME}}</div>{{/AUTHOR}}</td><td>{{#SOURCE}}<a class="src" href="#s{{NUMBER:html_escape}}">[{{NUMBER}}]</a> {{/SOURCE}}</td></tr>
{{/ROW}}</tbody></table>{{/ROWS}}
{{#CUT}}<p class="soft">not shown: {{WHY}}</p>{{/CUT}}
{{/LISTING}}

{{#QUOTES}}<h2>{{TITLE}}</h2>
{{#NOTHING}}<p class="none">The documents say nothing about this.</p>{{/NOTHING}}
{{#QUOTE}}<blockquote><div class="text">{{TEXT:p}}</div>{{#STATEMENTS}}<div class="read">as a program reads it: {{#STATEMENT}}<span>{{MENTION}}: <strong>{{LABEL}}</strong></span>{{/STATEMENT}}</div>{{/STATEMENTS}}{{#CUT}}<div class="by">[{{LEFT_OUT}} further characters in the document]</div>{{/CUT}}<div class="by">{{DATE}} {{BY}} <a class="src" href="#s{{NUMBER:html_escape}}">[{{NUMBER}}]</a></div></blockquote>
{{/QUOTE}}
{{/QUOTES}}

{{#OBLIGATION_LIST}}<h2>Other open obligations</h2>
<table><thead><tr><th>Obligation</th><th>Due (UTC)</th><th>Status</th><th>Because</th></tr></thead><tbody>{{#OBLIGATION}}<tr><td>{{KEY}}</td><td class="d">{{DUE}}</td><td>{{STATUS}}</td><td class="soft">{{BECAUSE}}</td></tr>{{/OBLIGATION}}</tbody></table>{{/OBLIGATION_LIST}}
{{#CONFLICT_LIST}}<h2>Contradictions in the documents</h2>
<ul>{{#CONFLICT}}<li>{{WHAT}} {{#SOURCE}}<a class="src" href="#s{{NUMBER:html_escape}}">[{{NUMBER}}]</a> {{/SOURCE}}</li>{{/CONFLICT}}</ul>{{/CONFLICT_LIST}}

<h2>Documents and sources</h2>
<table><thead><tr><th>Document</th><th>Title</th><th>Date</th><th>Author</th><th>Patient</th><th>Kind of record</th></tr></thead><tbody>
{{#DOCUMENT}}<tr><td>{{NAME}}</td><td>{{TITLE}}</td><td class="d">{{DATE}}</td><td>{{AUTHOR}}</td><td>{{IDENTITY}}</td><td>{{TAG}}</td></tr>{{/DOCUMENT}}
</tbody></table>
{{#NO_DOCUMENTS}}<p class="none">No clinical document was used.</p>{{/NO_DOCUMENTS}}
{{#REFUSED_LIST}}<h3>Not used</h3><table><tbody>{{#REFUSED}}<tr><td>{{NAME}}</td><td>{{WHY}}{{#LAW}} <span class="soft">({{CITATION}})</span>{{/LAW}}{{#NEEDED}}<div class="soft">would let it in: {{REMEDY}}</div>{{/NEEDED}}</td></tr>{{/REFUSED}}</tbody></table>{{/REFUSED_LIST}}
{{#PROBLEM_LIST}}<h3>Not readable in the documents used</h3><table class="sources"><tbody>{{#PROBLEM}}<tr><td>{{NAME}}</td><td>{{WHAT}}</td><td class="place">{{PLACE}}</td></tr>{{/PROBLEM}}</tbody></table>{{/PROBLEM_LIST}}
<h3>Sources</h3>
<table class="sources"><tbody>{{#SOURCES}}<tr id="s{{NUMBER:html_escape}}"><td class="d">[{{NUMBER}}]</td><td>{{NAME}}{{#IN}}, {{SECTION}}{{/IN}} <span class="place">{{PLACE}}</span></td></tr>{{/SOURCES}}</tbody></table>
<footer>Figures come from the ledger of episode {{EPISODE}} as of {{AS_OF}}. Clinical statements are quoted from the documents named; nothing is concluded from them. Confidential health information: records of substance use treatment may not be passed on without consent (42 CFR Part 2).</footer>
</body>
</html>
