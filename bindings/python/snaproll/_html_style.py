"""The style sheet of what is shown. No script, no font, no picture from outside."""

SHEET = """
.snaproll{color-scheme:light dark;
--ink:light-dark(#1b2430,#e6e9ee);--dim:light-dark(#5b6675,#9aa5b4);
--paper:light-dark(#fff,#14181f);--card:light-dark(#f6f7f9,#1c222b);
--line:light-dark(#d9dee5,#343d4a);--accent:light-dark(#0b62c4,#6cb2ff);
--add:light-dark(#0f6b34,#6fd694);--remove:light-dark(#b3261e,#ff9a90);
--change:light-dark(#7a4d00,#f0be62);
--lane0:light-dark(#0b62c4,#6cb2ff);--lane1:light-dark(#a1348b,#f08fd9);
--lane2:light-dark(#0b7a5c,#5fd3ae);--lane3:light-dark(#9a5b00,#efb660);
--lane4:light-dark(#5b4bc4,#ada2ff);--lane5:light-dark(#a8322a,#ff9d8f);
color:var(--ink);background:var(--paper);font:14px/1.5 system-ui,"Segoe UI",
Roboto,"Helvetica Neue",Arial,sans-serif;text-align:left;box-sizing:border-box;
overflow-wrap:anywhere;border:1px solid var(--line);border-radius:10px;
padding:14px 16px;margin:4px 0}
.snaproll *,.snaproll *::before{box-sizing:border-box}
[data-jp-theme-light="true"] .snaproll,.vscode-light .snaproll{color-scheme:light}
[data-jp-theme-light="false"] .snaproll,.vscode-dark .snaproll{color-scheme:dark}
.snaproll h1,.snaproll h2{color:inherit;font-weight:650;line-height:1.3;margin:0;
padding:0;unicode-bidi:isolate}
.snaproll h1{font-size:20px}.snaproll h2{font-size:14px;margin:18px 0 6px}
.snaproll p{margin:4px 0}.snaproll ul,.snaproll ol{list-style:none;margin:0;padding:0}
.snaproll li{margin:0}
.snaproll code{font:12.5px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,
"DejaVu Sans Mono",monospace;color:inherit;background:none;padding:0;border:0;
unicode-bidi:isolate;white-space:pre-wrap}
.snaproll a{color:var(--accent)}
.snaproll summary{cursor:pointer}
.snaproll summary:focus-visible,.snaproll a:focus-visible,
.snaproll .scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px;
border-radius:4px}
.snaproll .head{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}
.snaproll .kind{color:var(--dim);font-weight:450}
.snaproll .chip{display:inline-block;border:1px solid var(--line);border-radius:99px;
padding:0 9px;font-size:12.5px;background:var(--card);max-width:100%;
unicode-bidi:isolate}
.snaproll .chip.state-completed{color:var(--add);border-color:currentColor}
.snaproll .chip.state-failed,.snaproll .chip.bad{color:var(--remove);
border-color:currentColor}
.snaproll .chip.state-running{color:var(--accent);border-color:currentColor}
.snaproll .chip.branch{border-color:var(--lane0);font-weight:600}
.snaproll .chip b{color:var(--dim)}
.snaproll dl.facts{display:flex;flex-wrap:wrap;gap:2px 22px;margin:8px 0 0;padding:0}
.snaproll dl.facts div{display:flex;gap:6px;max-width:100%}
.snaproll dt{color:var(--dim);font-weight:400;margin:0;flex:none}
.snaproll dd{margin:0;padding:0;min-width:0;unicode-bidi:isolate;
font-variant-numeric:tabular-nums}
.snaproll .note,.snaproll .word{color:var(--dim)}
.snaproll .scroll{overflow-x:auto;direction:rtl;background:var(--card);
border:1px solid var(--line);border-radius:8px;padding:2px}
.snaproll svg{display:inline-block;vertical-align:middle;overflow:visible}
.snaproll svg.timeline{direction:ltr;max-width:none;display:block;margin-right:auto}
.snaproll svg text{font:11.5px system-ui,"Segoe UI",Roboto,Arial,sans-serif;
fill:var(--ink);unicode-bidi:isolate}
.snaproll svg text.clock,.snaproll svg text.word{fill:var(--dim);font-size:11px}
.snaproll .hit{fill:transparent}
.snaproll a:hover .hit{fill:var(--line)}
.snaproll .edge{fill:none;stroke:var(--lane);stroke-width:2.2}
.snaproll .edge.now{stroke-dasharray:5 4}.snaproll .edge.older{stroke-dasharray:2 4}
.snaproll .leader{fill:none;stroke:var(--dim);stroke-width:1;stroke-dasharray:1 3}
.snaproll .lane0{--lane:var(--lane0)}.snaproll .lane1{--lane:var(--lane1)}
.snaproll .lane2{--lane:var(--lane2)}.snaproll .lane3{--lane:var(--lane3)}
.snaproll .lane4{--lane:var(--lane4)}.snaproll .lane5{--lane:var(--lane5)}
.snaproll .mark{fill:none;stroke:var(--lane);stroke-width:2}
.snaproll .mark .disc,.snaproll .mark.now path{fill:var(--lane)}
.snaproll .mark.automatic .disc{fill:var(--card)}
.snaproll .mark .ring{fill:var(--card)}
.snaproll .mark.failed,.snaproll .mark.rolled-back{stroke:var(--remove)}
.snaproll .mark.irreversible{stroke:var(--change);stroke-width:1.6;
stroke-linejoin:round}
.snaproll .mark.open{stroke:var(--dim);stroke-linecap:round}
.snaproll .legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin:6px 0 0;
font-size:12.5px;color:var(--dim)}
.snaproll .steps{border:1px solid var(--line);border-radius:8px}
.snaproll .steps>li+li{border-top:1px solid var(--line)}
.snaproll .step>summary{display:flex;flex-wrap:wrap;gap:1px 8px;align-items:center;
padding:5px 10px;list-style:none}
.snaproll .step>summary::-webkit-details-marker{display:none}
.snaproll .step>summary::before{content:"";width:7px;height:7px;flex:none;
border:solid var(--dim);border-width:0 1.5px 1.5px 0;transform:rotate(-45deg)}
.snaproll .step[open]>summary::before{transform:rotate(45deg)}
.snaproll .step>summary:hover{background:var(--card)}
.snaproll .step time{color:var(--dim);font-size:12.5px;
font-variant-numeric:tabular-nums}
.snaproll .step .title{font-weight:600;min-width:0;max-width:100%;
unicode-bidi:isolate}
.snaproll .step .title.plain{font-weight:400}
.snaproll .counts{font:12.5px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",
monospace;font-variant-numeric:tabular-nums}
.snaproll .step>summary .counts{margin-left:auto}
.snaproll .inside{padding:2px 12px 12px 35px;scroll-margin-top:48px}
.snaproll .inside:target{background:var(--card)}
.snaproll .diff{border-left:3px solid var(--line);padding-left:10px;margin:8px 0 0}
.snaproll .line{display:block;padding-left:2ch;text-indent:-2ch}
.snaproll .add{color:var(--add)}.snaproll .remove{color:var(--remove)}
.snaproll .change{color:var(--change)}
.snaproll .tries{margin:6px 0 0}
.snaproll .tries .error{color:var(--remove)}
.snaproll .fold{border-top:1px solid var(--line);margin-top:12px;padding-top:8px}
.snaproll .fold>summary{font-weight:600}
.snaproll .fold>summary .note{font-weight:400}
.snaproll .tree ul{padding-left:16px}.snaproll .tree>ul{padding-left:0}
.snaproll .tree details[open]>summary .short{display:none}
.snaproll .tree .short{color:var(--dim)}
.snaproll .tree .name{color:var(--accent)}
.snaproll .tree .text{color:var(--add)}
.snaproll .tree .number,.snaproll .tree .bool{color:var(--change)}
.snaproll .tree .null{color:var(--dim)}
.snaproll .wide{overflow-x:auto}
.snaproll table{border-collapse:collapse;margin:6px 0 0;font-size:13px;color:inherit;
background:none;border:0}
.snaproll th,.snaproll td{text-align:left;vertical-align:top;padding:3px 14px 3px 0;
border:0;border-bottom:1px solid var(--line);background:none;min-width:4em;
unicode-bidi:isolate}
.snaproll td time{white-space:nowrap}
.snaproll th{color:var(--dim);font-weight:500;white-space:nowrap}
.snaproll td{font-variant-numeric:tabular-nums}
.snaproll .steps{max-height:70vh;overflow-y:auto}
.snaproll.cell .steps{max-height:24em}
body.snaproll{max-width:1180px;margin:0 auto;padding:24px 28px;border:0;
border-radius:0;min-height:100vh}
html:has(>body.snaproll){color-scheme:light dark;
background:light-dark(#fff,#14181f)}
.snaproll footer{color:var(--dim);font-size:12.5px;margin-top:24px}
@media(max-width:600px){body.snaproll{padding:14px 12px}
.snaproll .inside{padding-left:12px}.snaproll .tree ul{padding-left:10px}}
@media print{.snaproll{color-scheme:light;border:0}
html:has(>body.snaproll){color-scheme:light}
.snaproll .scroll{overflow:visible;direction:ltr}
.snaproll svg.timeline{max-width:100%;height:auto}
.snaproll .steps,.snaproll.cell .steps{max-height:none;overflow:visible}.snaproll li{break-inside:avoid}}
"""
