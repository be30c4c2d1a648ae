"use strict";
(() => {
  const PAGE = 100;
  const all = JSON.parse(document.getElementById("rows").textContent);
  const at = (id) => document.getElementById(id);
  const failing = (row) => row.fault !== "" || row.errors + row.dangers > 0;
  const gates = (row) => (row.evaluation ? row.evaluation.failed : []);
  const text = (row) => [row.system, row.path].find((each) => each !== "");

  const old = (pin) => pin.behind !== "";
  const KINDS = {
    failing,
    gates: (row) => gates(row).length > 0,
    behind: (row) => row.behind.length > 0,
    pinned: (row) => row.pins.some(old),
    edited: (row) => row.edited.length > 0,
    absent: (row) => row.project === "",
  };

  const FEW = 3;
  const behind = ({ behind }) => {
    const told = behind.map((each) => `${each.name} ${each.have || "(new)"} → ${each.now}`);
    return told.length > FEW + 1 ? [...told.slice(0, FEW), `and ${told.length - FEW} more`] : told;
  };
  const measured = ({ evaluation }) =>
    evaluation ? `${evaluation.metric} ${evaluation.value === null ? "–" : evaluation.value.toPrecision(3)}` : "";

  // A column: its title, what it sorts by, and what its cell says; a cell is text with a class and a small second line.
  const COLUMNS = [
    ["system", text, (row) => ({ text: text(row), small: row.environment || (row.system && row.path) })],
    ["team", (row) => row.team],
    ["stage", (row) => row.stage],
    ["risk", (row) => ["", "minimal", "limited", "high", "prohibited"].indexOf(row.risk_class), (row) => row.risk_class],
    ["errors", (row) => (row.fault ? Infinity : row.errors), (row) =>
      row.fault ? { text: "unreadable", style: "bad" } : { text: row.errors, style: row.errors ? "bad" : "" }],
    ["dangers", (row) => row.dangers, (row) => ({ text: row.dangers, style: row.dangers ? "bad" : "" })],
    ["warnings", (row) => row.warnings, (row) => ({ text: row.warnings, style: row.warnings ? "warn" : "" })],
    ["enforced", (row) => (row.claims ? row.enforced / row.claims : -1), (row) =>
      row.claims ? `${row.enforced}/${row.claims}` : "–"],
    ["objectives", (row) => row.slos.length, (row) => ({ text: row.slos.length || "", small: row.slos.join(", ") })],
    ["cost a month", (row) => parseFloat(row.cost.replaceAll(",", "")) || 0, (row) => row.cost.replace("/month", "")],
    ["evaluation", (row) => gates(row).length, (row) => ({
      text: measured(row), style: gates(row).length ? "bad" : "",
      small: gates(row).length ? `failed: ${gates(row).join(", ")}` : row.evaluation ? row.evaluation.created.slice(0, 10) : "",
    })],
    ["behind", (row) => row.behind.length, (row) => ({ text: behind(row)[0] || "", small: behind(row).slice(1).join(", ") })],
    ["pins", (row) => row.pins.filter(old).length, (row) => ({
      text: row.pins.map((pin) => `${pin.name} ${pin.version || "not here"}`).join(", "),
      small: row.pins.filter(old).map((pin) => `${pin.name} ${pin.newest} is there`).join(", "),
    })],
    ["next", (row) => row.next, (row) => ({ text: row.next, small: row.fault || row.codes.join(" "), code: true })],
  ];
  const NUMBERS = new Set(["errors", "dangers", "warnings", "enforced", "cost a month"]);
  const haystacks = all.map((row) => JSON.stringify(Object.values(row)).toLowerCase());

  const state = { q: "", kind: "", by: "", down: "", page: "1" };
  const load = () => {
    const said = new URLSearchParams(location.hash.slice(1));
    for (const name of Object.keys(state)) state[name] = said.get(name) ?? (name === "page" ? "1" : "");
  };
  const keep = (changed) => {
    Object.assign(state, { page: "1" }, changed);
    const said = Object.entries(state).filter(([name, value]) => value && !(name === "page" && value === "1"));
    history.replaceState(null, "", `#${new URLSearchParams(said)}`);
    show();
  };

  const chosen = () => {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const is = KINDS[state.kind] ?? (() => true);
    const rows = all.filter((row, i) => is(row) && words.every((word) => haystacks[i].includes(word)));
    const column = COLUMNS.find(([title]) => title === state.by);
    if (!column) return rows;
    const order = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b));
    const sign = state.down ? -1 : 1;
    return rows.map((row) => [column[1](row), row]).sort((a, b) => sign * order(a[0], b[0]) || 0).map(([, row]) => row);
  };

  const element = (name, content, style) => {
    const made = document.createElement(name);
    made.textContent = content;
    if (style) made.className = style;
    return made;
  };
  const cell = ([title, key, say], row) => {
    const said = (say ?? key)(row);
    const { text, style, small, code } = typeof said === "object" ? said : { text: said };
    const made = element("td", code ? "" : text, [style, NUMBERS.has(title) ? "number" : ""].join(" ").trim());
    if (code && text) made.append(element("code", text));
    if (small) made.append(element("small", small));
    return made;
  };

  const heads = COLUMNS.map(([title]) => {
    const head = element("th", "", NUMBERS.has(title) ? "number" : "");
    const button = element("button", title);
    button.type = "button";
    button.addEventListener("click", () => {
      const first = NUMBERS.has(title) ? "1" : "";
      keep({ by: title, down: state.by === title ? (state.down ? "" : "1") : first });
    });
    head.scope = "col";
    head.append(button);
    return head;
  });

  const show = () => {
    const rows = chosen();
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    const page = Math.min(pages, Math.max(1, parseInt(state.page, 10) || 1));
    at("query").value = state.q;
    at("kind").value = state.kind;
    at("count").textContent = `${rows.length} of ${all.length} systems`;
    at("page").textContent = `page ${page} of ${pages}`;
    at("pages").hidden = pages === 1;
    at("previous").disabled = page === 1;
    at("following").disabled = page === pages;
    COLUMNS.forEach(([title], i) => {
      if (title === state.by) heads[i].setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else heads[i].removeAttribute("aria-sort");
    });
    const shown = rows.slice((page - 1) * PAGE, page * PAGE);
    document.querySelector("#systems tbody").replaceChildren(...shown.map((row) => {
      const made = document.createElement("tr");
      made.append(...COLUMNS.map((column) => cell(column, row)));
      return made;
    }));
    return { rows, page };
  };

  const most = (place, names, rest) => {
    const counts = new Map();
    for (const name of names) if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
    const top = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, 5);
    at(place).replaceChildren(...top.map(([name, count]) => {
      const button = element("button", name);
      button.type = "button";
      button.addEventListener("click", () => keep({ q: name, kind: "failing" }));
      const line = document.createElement("li");
      line.append(button, ` ${count} ${count === 1 ? "system" : "systems"}${rest}`);
      return line;
    }));
    at(place).parentElement.hidden = top.length === 0;
    return top.length > 0;
  };

  // Spreadsheets run what begins like a formula; a quote before it keeps it text.
  const quoted = (value) => {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const csv = () => {
    const fields = Object.keys(all[0] ?? {});
    const plain = (value) => (typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? ""));
    const lines = [fields, ...chosen().map((row) => fields.map((name) => plain(row[name])))];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.map((line) => line.map(quoted).join(",")).join("\r\n")], { type: "text/csv" }));
    link.download = "fleet.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  };

  document.querySelector("#systems thead tr").append(...heads);
  const codes = most("by-code", all.flatMap((row) => row.codes), "");
  const teams = most("by-team", all.filter(failing).map((row) => row.team), " to mend");
  at("hurts").hidden = !(codes || teams);
  at("controls").hidden = at("systems").hidden = false;
  at("query").addEventListener("input", () => keep({ q: at("query").value }));
  at("kind").addEventListener("change", () => keep({ kind: at("kind").value }));
  at("controls").addEventListener("submit", (event) => event.preventDefault());
  at("csv").addEventListener("click", csv);
  for (const [id, step] of [["previous", -1], ["following", 1]])
    at(id).addEventListener("click", () => keep({ page: String(show().page + step) }));
  addEventListener("hashchange", () => { load(); show(); });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target === document.body) { event.preventDefault(); at("query").focus(); }
  });
  load();
  show();
})();
