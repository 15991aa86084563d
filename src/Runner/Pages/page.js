"use strict";
// What a page can do beyond being read: figures under the pointer, sorted tables, the document as a file.
(() => {
  const each = (root, selector, action) => root.querySelectorAll(selector).forEach(action);
  const show = (element, isShown) => { element.hidden = !isShown; };

  // A tip stays inside of its plot: it changes sides in the middle.
  const place = (tip, across) => {
    tip.style.left = across < 500 ? `calc(${across / 10}% + 12px)` : "auto";
    tip.style.right = across < 500 ? "auto" : `calc(${100 - across / 10}% + 12px)`;
  };

  const nearest = (places, across) => {
    let best = 0;
    places.forEach((place, index) => {
      if (Math.abs(place - across) < Math.abs(places[best] - across)) {
        best = index;
      }
    });
    return best;
  };

  const within = (places, across) => {
    let index = places.findIndex((place, n) => n + 1 < places.length && across < places[n + 1]);
    return index < 0 ? places.length - 2 : index;
  };

  const partsOf = (chart) => ({
    data: JSON.parse(chart.querySelector(".points").textContent),
    plot: chart.querySelector(".plot"),
    area: chart.querySelector(".area"),
    cursor: chart.querySelector(".cursor"),
    tip: chart.querySelector(".tip"),
  });

  // The pointer's place in thousandths of the plot.
  const pointed = (area, event) => {
    const box = area.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width * 1000, (box.bottom - event.clientY) / box.height * 1000];
  };

  // Charts one above the other have their points in common, so a point is shown in all of them.
  const connectFigure = (charts) => {
    const parts = charts.map(partsOf);
    let current = -1;
    const hide = () => {
      current = -1;
      parts.forEach((part) => { show(part.cursor, false); show(part.tip, false); });
    };
    const select = (own, index) => {
      current = index;
      const across = own.data.x[index];
      const lines = parts.flatMap((part) => part.data.rows.map((row) => `${row.texts[index]}  ${row.name}`));
      parts.forEach((part) => {
        part.cursor.style.left = `${across / 10}%`;
        show(part.cursor, true);
        show(part.tip, part === own);
      });
      own.tip.textContent = [own.data.heads[index], ...lines].join("\n");
      place(own.tip, across);
    };
    parts.forEach((part) => {
      const last = part.data.x.length - 1;
      part.area.addEventListener("pointermove", (event) =>
        select(part, nearest(part.data.x, pointed(part.area, event)[0])));
      part.area.addEventListener("pointerleave", hide);
      part.plot.addEventListener("blur", hide);
      part.plot.addEventListener("keydown", (event) => {
        const next = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: last }[event.key];
        if (event.key === "Escape") {
          hide();
        } else if (next !== undefined) {
          event.preventDefault();
          select(part, Math.min(Math.max(next, 0), last));
        }
      });
    });
  };

  const connectHeat = (chart) => {
    const part = partsOf(chart);
    const { data } = part;
    const box = chart.querySelector(".box");
    let column = 0;
    let row = 0;
    const hide = () => { show(box, false); show(part.tip, false); };
    const select = () => {
      const [left, right] = [data.x[column], data.x[column + 1]];
      const [low, high] = [data.y[row], data.y[row + 1]];
      Object.assign(box.style, {
        left: `${left / 10}%`, width: `${(right - left) / 10}%`, bottom: `${low / 10}%`, height: `${(high - low) / 10}%`,
      });
      const count = data.counts[column][row].toLocaleString("en").replaceAll(",", "\u202f");
      part.tip.textContent = `${count} requests\n${data.columns[column]}–${data.columns[column + 1]} s\n`
        + `${data.rowNames[row]} to ${data.rowNames[row + 1]}`;
      place(part.tip, left);
      show(box, true);
      show(part.tip, true);
    };
    part.area.addEventListener("pointermove", (event) => {
      const [across, up] = pointed(part.area, event);
      column = within(data.x, across);
      row = within(data.y, up);
      select();
    });
    part.area.addEventListener("pointerleave", hide);
    part.plot.addEventListener("blur", hide);
    part.plot.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (event.key === "Escape") {
        hide();
      } else if (step) {
        event.preventDefault();
        column = Math.min(Math.max(column + step[0], 0), data.x.length - 2);
        row = Math.min(Math.max(row + step[1], 0), data.y.length - 2);
        select();
      }
    });
  };

  const keyOf = (row, index) => {
    const cell = row.children[index];
    const text = cell.dataset.sort ?? cell.textContent;
    return text !== "" && !isNaN(text) ? Number(text) : text;
  };

  const connectTable = (table) => each(table, "thead th:not(.fixed)", (head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      // Names begin with A, figures with the largest.
      const first = head.cellIndex === 0 ? "ascending" : "descending";
      const other = first === "ascending" ? "descending" : "ascending";
      const order = head.ariaSort === first ? other : first;
      each(table, "thead th", (one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const body = table.tBodies[0];
      const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
      const rows = [...body.rows].sort((a, b) =>
        sign * compare(keyOf(a, head.cellIndex), keyOf(b, head.cellIndex)));
      body.append(...rows);
    });
  });

  const connectDownload = (button, block) => {
    show(button, true);
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([block.textContent], { type: "application/json" }));
      link.download = block.dataset.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 0);
    });
  };

  each(document, "figure", (figure) => {
    const charts = [...figure.querySelectorAll(".chart:not(.heat)")];
    if (figure.classList.contains("either")) {
      charts.forEach((chart) => connectFigure([chart]));
    } else if (charts.length > 0) {
      connectFigure(charts);
    }

    each(figure, ".chart.heat", connectHeat);
  });
  each(document, "table.sortable", connectTable);
  const button = document.getElementById("download");
  if (button) {
    connectDownload(button, document.getElementById("document"));
  }
})();
