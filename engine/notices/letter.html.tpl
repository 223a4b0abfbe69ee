{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{TITLE}}</title>
<style>
:root { --ink: #1c2733; --soft: #55616e; --line: #d5dce3; --band: #17415e; --pale: #f3f6f9; --amber: #8a5a00; --red: #9d1c1c; }
* { box-sizing: border-box; }
html { font-size: 14.5px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0 auto; max-width: 50rem; padding: 2rem 2.4rem 3rem; color: var(--ink); background: #fff; font: 1rem/1.5 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
p { margin: 0 0 .6rem; white-space: pre-line; overflow-wrap: anywhere; }
.head { display: flex; justify-content: space-between; gap: 2rem; border-bottom: 3px solid var(--band); padding-bottom: .7rem; }
.head table { width: auto; } .head .sender { flex: 1; } .head .as-of { color: var(--soft); white-space: nowrap; }
.name { font-size: 1.35rem; font-weight: 600; color: var(--band); margin: 0 0 .2rem; overflow-wrap: anywhere; }
.to { margin: 1.3rem 0 1.1rem; max-width: 34rem; }
h1 { font-size: 1.5rem; margin: 0 0 .6rem; color: var(--band); }
section { break-inside: avoid; }
h2 { font-size: 1.08rem; margin: 1.2rem 0 .3rem; color: var(--band); border-bottom: 1px solid var(--line); padding-bottom: .15rem; break-after: avoid; }
table { width: 100%; border-collapse: collapse; }
tr { break-inside: avoid; }
th { width: 11rem; text-align: left; vertical-align: top; font-weight: 600; color: var(--soft); padding: .14rem .8rem .14rem 0; }
td { padding: .14rem 0; vertical-align: top; white-space: pre-line; overflow-wrap: anywhere; }
.about { border: 1px solid var(--band); background: var(--pale); padding: .5rem .8rem; break-inside: avoid; }
.due { margin: .9rem 0 0; padding: .5rem .8rem; border: 1px solid var(--line); border-left: 4px solid var(--band); }
.due.unknown { border-left-color: var(--amber); }
.stop { margin: 0 0 1rem; padding: .6rem .9rem; border: 2px solid var(--red); color: var(--red); }
.stop p { margin: .2rem 0 0; }
.note { margin: 1rem 0 0; padding: .5rem .8rem; border: 1px solid var(--ink); break-inside: avoid; }
.note p { margin: .2rem 0; }
.blank { display: inline-block; border-bottom: 1px solid var(--ink); height: 1.15rem; width: 14rem; vertical-align: baseline; }
.missing { display: block; font-style: italic; font-size: .84rem; line-height: 1.25; color: var(--amber); }
.write { border: 1px dashed var(--soft); min-height: 9rem; padding: .5rem .8rem; margin-top: .3rem; break-inside: avoid; }
.sign { margin-top: 2.2rem; break-inside: avoid; } .sign td { padding-top: .7rem; } .sign th { padding-top: .7rem; } .sign .blank { width: 24rem; max-width: 100%; }
.foot { margin-top: 1.6rem; border-top: 1px solid var(--line); padding-top: .5rem; font-size: .86rem; color: var(--soft); }
.aside { margin: 0 0 1.6rem; padding: .7rem 1rem; border: 1px dashed var(--amber); background: #fffaf0; font-size: .92rem; }
.aside .due { margin: 0 0 .4rem; background: #fff; }
@media (max-width: 40rem) { body { padding: 1rem; } .head { display: block; } th { width: 8rem; } }
@media print { html { font-size: 11.5px; } body { max-width: none; padding: 0; } .aside { display: none; } }
@page { margin: 18mm 18mm; }
</style>
</head>
<body>
{{#STOP}}<div class="stop"><strong>Not to be sent.</strong> {{WHY}}{{#NOTE}}<p>{{TEXT}}</p>{{/NOTE}}</div>
{{/STOP}}<aside class="aside">
<p><strong>For the sender, not part of the letter; not printed.</strong></p>
{{#DUE}}<p class="due"><strong>Due by {{BY}}</strong>: {{LEFT}}</p>
{{/DUE}}{{#NO_CLOCK}}<p class="due unknown"><strong>Due by: unknown.</strong> {{WHY}}</p>
{{/NO_CLOCK}}{{#ASIDE}}{{#PARAGRAPH}}<p>{{WORDS}}</p>
{{/PARAGRAPH}}{{#LINES}}<table>
{{#LINE}}<tr><th scope="row">{{LABEL}}</th><td>{{#KNOWN}}{{VALUE}}{{/KNOWN}}{{#BLANK}}<span class="missing">unknown: {{MISSING}}</span>{{/BLANK}}</td></tr>
{{/LINE}}</table>
{{/LINES}}{{/ASIDE}}</aside>
<header class="head">
<div class="sender">{{#SENDER}}<p class="name">{{NAME}}</p>{{/SENDER}}<table>
{{#FROM}}<tr><th scope="row">{{LABEL}}</th><td>{{#KNOWN}}{{VALUE}}{{/KNOWN}}{{#BLANK}}<span class="blank"></span><span class="missing">unknown: {{MISSING}}</span>{{/BLANK}}</td></tr>
{{/FROM}}</table></div>
<div class="as-of">As of {{DATE}}</div>
</header>
<table class="to">
{{#TO}}<tr><th scope="row">{{LABEL}}</th><td>{{#KNOWN}}{{VALUE}}{{/KNOWN}}{{#BLANK}}<span class="blank"></span><span class="missing">unknown: {{MISSING}}</span>{{/BLANK}}</td></tr>
{{/TO}}</table>
<h1>{{TITLE}}</h1>
<div class="about"><table>
{{#ABOUT}}<tr><th scope="row">{{LABEL}}</th><td>{{#KNOWN}}{{VALUE}}{{/KNOWN}}{{#BLANK}}<span class="blank"></span><span class="missing">unknown: {{MISSING}}</span>{{/BLANK}}</td></tr>
{{/ABOUT}}</table></div>
{{#SECTION}}<section>
<h2>{{HEADING}}</h2>
{{#PARAGRAPH}}<p>{{WORDS}}</p>
{{/PARAGRAPH}}{{#LINES}}<table>
{{#LINE}}<tr><th scope="row">{{LABEL}}</th><td>{{#KNOWN}}{{VALUE}}{{/KNOWN}}{{#BLANK}}<span class="blank"></span><span class="missing">unknown: {{MISSING}}</span>{{/BLANK}}</td></tr>
{{/LINE}}</table>
{{/LINES}}{{#WRITE}}<div class="write"><span class="missing">{{WHAT}}</span></div>
{{/WRITE}}</section>
{{/SECTION}}<table class="sign">
{{#SIGN}}<tr><th scope="row">{{LABEL}}</th><td>{{#KNOWN}}{{VALUE}}{{/KNOWN}}{{#BLANK}}<span class="blank"></span><span class="missing">unknown: {{MISSING}}</span>{{/BLANK}}</td></tr>
{{/SIGN}}</table>
{{#NOTES}}<div class="note">{{#NOTE}}<p>{{TEXT}}</p>{{/NOTE}}</div>
{{/NOTES}}<div class="foot">{{#CLOSING}}<p>{{WORDS}}</p>{{/CLOSING}}</div>
</body>
</html>
