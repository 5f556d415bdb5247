/**
 * How a form looks: the editor's own colours, fonts and shapes, in every theme. High contrast has
 * borders where other themes have fills, so each part has one, seen or not.
 */
export const formStyle = /* css */ `
*, *::before, *::after { box-sizing: border-box; }
body {
  padding: 0;
  font-family: var(--vscode-font-family);
  font-size: var(--vscode-font-size);
  line-height: 1.5;
  color: var(--vscode-foreground);
}
main { max-width: 640px; margin: 0 auto; padding: 24px; overflow-wrap: anywhere; }
@media (max-width: 420px) { main { padding: 16px; } }
[hidden] { display: none !important; }
h1 { margin: 0 0 8px; font-size: 1.7em; font-weight: 600; line-height: 1.3; }
p { margin: 0 0 8px; }
ol { margin: 16px 0 0; padding-left: 24px; }
li { margin: 0 0 12px; padding-left: 4px; }
li > p { margin: 0; }
form { margin-top: 24px; }

.field { margin-bottom: 18px; }
label { font-weight: 600; }
.optional { font-weight: normal; color: var(--vscode-descriptionForeground); }
.help { margin: 0 0 6px; color: var(--vscode-descriptionForeground); }
.entry, .copyable { display: flex; gap: 6px; align-items: stretch; }
.copyable { margin-top: 6px; }
input, code {
  flex: 1 1 auto;
  min-width: 0;
  padding: 3px 7px;
  border: 1px solid var(--vscode-input-border, var(--vscode-settings-textInputBorder, transparent));
  border-radius: 4px;
}
input {
  font: inherit;
  font-family: var(--vscode-editor-font-family, monospace);
  color: var(--vscode-input-foreground);
  background: var(--vscode-input-background);
}
input::placeholder {
  font-family: var(--vscode-font-family);
  color: var(--vscode-input-placeholderForeground);
  opacity: 1;
}
input[aria-invalid='true'] { border-color: var(--vscode-inputValidation-errorBorder); }
code {
  font-family: var(--vscode-editor-font-family, monospace);
  font-size: inherit;
  color: var(--vscode-foreground);
  background: var(--vscode-textCodeBlock-background);
  user-select: all;
}

button {
  flex: none;
  padding: 3px 12px;
  border: 1px solid var(--vscode-button-border, transparent);
  border-radius: 4px;
  font: inherit;
  color: var(--vscode-button-foreground);
  background: var(--vscode-button-background);
  cursor: pointer;
}
button:hover { background: var(--vscode-button-hoverBackground); }
button.secondary {
  border-color: var(--vscode-button-secondaryBorder, var(--vscode-button-border, transparent));
  color: var(--vscode-button-secondaryForeground);
  background: var(--vscode-button-secondaryBackground);
}
button.secondary:hover { background: var(--vscode-button-secondaryHoverBackground); }
button[aria-disabled='true'] { opacity: 0.5; cursor: default; }
button.link {
  padding: 0;
  border: 0;
  border-radius: 2px;
  text-align: left;
  text-decoration: underline;
  color: var(--vscode-textLink-foreground);
  background: none;
}
button.link:hover { color: var(--vscode-textLink-activeForeground); }
.show, .copyable button { min-width: 68px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 24px; }
.actions button { padding: 4px 14px; }
input:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }

.finding {
  display: flex;
  gap: 6px;
  margin: 4px 0 0;
  padding: 4px 8px;
  border: 1px solid;
  border-radius: 4px;
}
.finding.problem {
  border-color: var(--vscode-inputValidation-errorBorder);
  color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
  background: var(--vscode-inputValidation-errorBackground);
}
.finding.warning {
  border-color: var(--vscode-inputValidation-warningBorder);
  color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
  background: var(--vscode-inputValidation-warningBackground);
}
.icon { flex: none; width: 1em; height: 1.5em; fill: none; stroke: currentColor; stroke-width: 1.3; }
.finding.problem > .icon.warning, .finding.warning > .icon.problem { display: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.vscode-high-contrast :is(input, code, button) { border-color: var(--vscode-contrastBorder); }
.vscode-high-contrast button.link { border-color: transparent; }
.vscode-high-contrast button:hover {
  outline: 1px dashed var(--vscode-contrastActiveBorder);
  outline-offset: -1px;
}
.vscode-high-contrast button:focus-visible {
  outline: 2px solid var(--vscode-focusBorder);
  outline-offset: 2px;
}
`;
