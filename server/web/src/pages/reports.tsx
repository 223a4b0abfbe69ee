// "#/reports" leads to the first of them.
import { useEffect } from "preact/hooks";
import { go } from "../router";

export default function ReportsPage() {
  useEffect(() => go("#/reports/utilization"), []);
  return null;
}
