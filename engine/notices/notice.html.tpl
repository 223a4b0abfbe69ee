{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{TITLE}}</title>
<style>
body { margin: 0 auto; max-width: 44rem; padding: 2rem; color: #000; background: #fff; font: 12pt/1.5 Arial, "Liberation Sans", sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 1rem; padding-bottom: .4rem; border-bottom: 2px solid #000; }
table { width: 100%; border-collapse: collapse; margin-bottom: 1.4rem; }
tr { break-inside: avoid; }
th { width: 11rem; text-align: left; vertical-align: top; font-weight: 600; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #000; }
td { padding: .25rem 0; border-bottom: 1px solid #000; overflow-wrap: anywhere; }
p { margin: 0 0 .8rem; white-space: pre-line; overflow-wrap: anywhere; }
.blank { display: block; border-bottom: 1px solid #000; height: 1.3rem; width: 14rem; }
.unknown { font-style: italic; font-size: .85rem; }
@page { margin: 20mm; }
@media print { body { padding: 0; max-width: none; } }
</style>
</head>
<body>
<h1>{{TITLE}}</h1>
<table>
{{#LINE}}<tr><th scope="row">{{LABEL}}</th><td>{{#KNOWN}}{{VALUE}}{{/KNOWN}}{{#BLANK}}<span class="blank"></span> <span class="unknown">unknown: {{MISSING}}</span>{{/BLANK}}</td></tr>
{{/LINE}}</table>
{{#PARAGRAPH}}<p>{{WORDS}}</p>
{{/PARAGRAPH}}</body>
</html>
