{{%AUTOESCAPE context="HTML"}}{{#SHEET}}{{#WHOLE}}<h2>{{TITLE}}</h2>{{/WHOLE}}{{#PART}}<h3>{{TITLE}}</h3>{{/PART}}
{{#LEAD}}<p class="lead">{{TEXT}}</p>{{/LEAD}}
{{#TABLE}}<table><thead><tr>{{#COLUMN}}<th{{#NUMERIC}} class="n"{{/NUMERIC}}>{{TITLE}}</th>{{/COLUMN}}</tr></thead><tbody>
{{#ROW}}<tr>{{#CELL}}<td{{#NUMERIC}} class="n"{{/NUMERIC}}>{{TEXT}}{{#SOURCE}} <a class="src" href="#s{{NUMBER:html_escape}}">[{{NUMBER}}]</a>{{/SOURCE}}</td>{{/CELL}}</tr>
{{/ROW}}</tbody></table>{{/TABLE}}
{{#NOTES}}<div class="soft">{{#NOTE}}<p>{{TEXT}}</p>{{/NOTE}}</div>{{/NOTES}}
{{/SHEET}}
