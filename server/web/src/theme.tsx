// Light or dark: as the system says, until a person says otherwise. That one word is all that the
// console keeps in the browser.
import { useState } from "preact/hooks";

type Theme = "light" | "dark";
const name = "authledger-theme";

function themeNow(): Theme {
  const kept = localStorage.getItem(name);
  if (kept === "light" || kept === "dark") return kept;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function applyTheme(theme = themeNow()): Theme {
  document.documentElement.dataset.theme = theme;
  return theme;
}

export function ThemeButton() {
  const [theme, setTheme] = useState(themeNow);
  const other: Theme = theme === "dark" ? "light" : "dark";
  const turn = () => {
    localStorage.setItem(name, other);
    setTheme(applyTheme(other));
  };
  return (
    <button type="button" class="icon-button" aria-label={`Use the ${other} theme`} onClick={turn}>
      {theme === "dark" ? "☀" : "☾"}
    </button>
  );
}
