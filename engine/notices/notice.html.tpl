{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{TITLE}}</title>
<style>
body { margin: 0 auto; max-width: 44rem; padding: 2rem; color: #000; background: #fff; font: 12pt/1.5 Arial, "Liberation Sans", sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 1rem; }
table { width: 100%; border-collapse: collapse; }
th { width: 11rem; text-align: left; vertical-align: top; font-weight: 600; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #999; }
td { padding: .2rem 0; border-bottom: 1px solid #999; overflow-wrap: anywhere; }
.blank { border-bottom: 1px solid #000; padding-right: 10rem; }
.unknown { font-style: italic; font-size: .85rem; }
@page { margin: 20mm; }
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
