import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./styles/main.css";
import { App } from "./app";
import { findPage } from "./pages";
import { parsePlace } from "./router";
import { applyTheme } from "./theme";

applyTheme();
// While the service is asked who is signed in; a fault shows when the page is opened.
findPage(parsePlace(location.hash))?.page.load().catch(() => {});
render(<App />, document.getElementById("app")!);
