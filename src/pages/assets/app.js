// What pages gain from scripts: the progress of an upload, keys, pasted blocks. Without it every page works.
"use strict";
(() => {
  const status = (text) => {
    const place = document.getElementById("status");
    if (place) place.textContent = text;
  };

  // htmx shows the token of the session as programs do.
  document.addEventListener("htmx:config:request", (event) => {
    const headers = event.detail?.ctx?.request?.headers;
    if (headers) headers["X-CSRF-Token"] = document.body.dataset.csrf;
  });

  // Keys. Off while something is typed, while an input method composes, and where they are switched off.
  const KEYS = "sanbao-keys";
  const areOn = () => localStorage.getItem(KEYS) !== "off";
  const isTyping = (event) =>
    event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey ||
    event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const selected = () => document.querySelector("[data-row][aria-selected=true]");
  const select = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(selected());
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    all.forEach((row) => row.setAttribute("aria-selected", String(row === next)));
    next.scrollIntoView({ block: "nearest" });
    (next.querySelector("a, button, input") ?? next).focus();
  };
  let began = "";
  const MAP = {
    "?": () => { location.href = "/help"; },
    "g h": () => { location.href = "/"; },
    "/": () => document.querySelector("input[type=search]")?.focus(),
    j: () => select(1),
    k: () => select(-1),
    Enter: (event) => { if (event.target === selected()) selected()?.querySelector("a")?.click(); },
  };
  document.addEventListener("keydown", (event) => {
    if (!areOn() || isTyping(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const both = began ? `${began} ${key}` : key;
    // Some keys are the first of two: "g h", and whatever a page has.
    const isFirst = !began && (key === "g" || document.querySelector(`[data-key^="${CSS.escape(key)} "]`));
    began = isFirst ? key : "";
    if (began) { status(`${began.toUpperCase()} …`); return; }
    // A page says its own keys: the element with data-key="a" is clicked, or begun in.
    const own = document.querySelector(`[data-key="${CSS.escape(both)}"]`);
    if (own) {
      event.preventDefault();
      if (own.matches("input, textarea, select")) own.focus(); else own.click();
    } else if (MAP[both]) {
      if (both !== "Enter") event.preventDefault();
      MAP[both](event);
    }
  });
  // The template to fill in is of the month that is chosen.
  const month = document.querySelector("form[data-upload] select[name=period]");
  month?.addEventListener("change", () => {
    for (const link of document.querySelectorAll("a[href*='/template.xlsx?period=']")) {
      link.href = link.getAttribute("href").replace(/period=[^&]*/, `period=${encodeURIComponent(month.value)}`);
    }
  });

  const keysOn = document.getElementById("keys-on");
  if (keysOn) {
    keysOn.checked = areOn();
    keysOn.addEventListener("change", () => localStorage.setItem(KEYS, keysOn.checked ? "on" : "off"));
  }

  // What prints the page is there only where it can.
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  // A form with data-busy says that its answer takes a moment.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-busy]");
    if (!form) return;
    form.setAttribute("aria-busy", "true");
    status(form.dataset.busy);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy")));

  // A form with data-upload sends its file with its progress; what comes back is shown in the page's place.
  let shown = location.pathname + location.search;
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form) return;
    event.preventDefault();
    const bar = form.querySelector("progress");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.upload.addEventListener("progress", (progress) => {
      if (!bar || !progress.lengthComputable) return;
      bar.hidden = false;
      bar.max = progress.total;
      bar.value = progress.loaded;
      status(`${Math.floor((100 * progress.loaded) / progress.total)} %`);
    });
    request.addEventListener("load", () => {
      // What it leads on to was fetched already, with the message that is shown once.
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      if (request.responseURL !== form.action) history.pushState(null, "", request.responseURL);
      shown = location.pathname + location.search;
      document.title = page.title;
      document.getElementById("main").replaceWith(page.getElementById("main"));
      const main = document.getElementById("main");
      htmx.process(main);
      main.focus();
    });
    request.addEventListener("error", () => { form.removeAttribute("data-upload"); form.submit(); });
    form.setAttribute("aria-busy", "true");
    request.send(new FormData(form));
  });
  // Back from what was put in a page's place; a step within a page is none.
  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) location.reload();
  });
  // A file may be dropped on the form.
  document.addEventListener("dragover", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (form) { event.preventDefault(); form.classList.add("dropping"); }
  });
  document.addEventListener("dragleave", (event) => event.target.closest("form[data-upload]")?.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form || !event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove("dropping");
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
    form.requestSubmit();
  });

  // A block copied from a spreadsheet fills the inputs of a table with data-paste, from the one it is pasted into.
  document.addEventListener("paste", (event) => {
    const table = event.target.closest("table[data-paste]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!table || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const lines = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
    const top = lines.findIndex((inputs) => inputs.includes(event.target));
    const left = lines[top].indexOf(event.target);
    text.trimEnd().split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, right) => {
      const input = lines[top + down]?.[left + right];
      if (input) input.value = value.trim();
    }));
  });
})();
