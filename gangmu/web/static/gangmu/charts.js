// Draws every [data-chart] from the JSON beside it. ECharts is fetched only when a page has a chart, and drawn again
// when the page turns dark or light. Tooltips are drawn on the canvas: the Content-Security-Policy forbids inline styles.
(() => {
  "use strict";
  const places = () => [...document.querySelectorAll("[data-chart]")];
  let library = null;
  let paper = null; // what a chart is drawn with while one prints; a canvas does not follow the size of a sheet by itself

  const load = () => {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.body.dataset.echarts;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  };

  const look = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const ink = getComputedStyle(document.body).color;
    const axis = {
      axisLine: { lineStyle: { color: colour("--line") } },
      axisLabel: { color: colour("--quiet") },
      splitLine: { lineStyle: { color: colour("--line") } },
      nameTextStyle: { color: colour("--quiet") },
    };
    return {
      color: [colour("--deep-ink"), "#8a97a8", "#3d9bb0", colour("--late-lamp"), "#7d6bb0", colour("--alarm")],
      backgroundColor: "transparent",
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      title: { textStyle: { color: ink, fontSize: 14 } },
      legend: { textStyle: { color: ink }, inactiveColor: colour("--line") },
      tooltip: { backgroundColor: colour("--paper"), borderColor: colour("--line"), textStyle: { color: ink } },
      categoryAxis: axis,
      valueAxis: axis,
      timeAxis: axis,
    };
  };

  const draw = (place) => {
    const source = document.getElementById(place.dataset.chart);
    if (!source) return;
    const option = JSON.parse(source.textContent);
    const { tooltip, ...rest } = option;
    if (rest.xAxis && !rest.grid) rest.grid = { left: 8, right: 16, top: 36, bottom: rest.legend ? 40 : 8, containLabel: true };
    window.echarts.getInstanceByDom(place)?.dispose();
    const chart = window.echarts.init(place, look(), { locale: document.documentElement.lang.startsWith("zh") ? "ZH" : "EN", ...paper });
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    chart.setOption({ animation: !still && !paper, animationDuration: 300, ...rest, tooltip: { trigger: "axis", confine: true, ...tooltip, renderMode: "richText" } });
    chart.on("click", (event) => { if (event.data?.url) window.location.assign(event.data.url); });
    place.chart = chart;
  };

  const drawAll = async () => {
    if (!places().length) return;
    await load();
    places().forEach((place) => {
      draw(place);
      if (place.watched) return;
      place.watched = new ResizeObserver(() => { if (!paper) place.chart.resize(); });
      place.watched.observe(place);
    });
  };

  // Drawn for the text width of A4 and the height that print.css gives a chart, in the colours of paper.
  const WIDTH = { portrait: 680, landscape: 1030 };
  let before = "light";
  window.addEventListener("beforeprint", () => {
    if (!window.echarts) return;
    const wide = document.body.classList.contains("landscape");
    paper = { width: wide ? WIDTH.landscape : WIDTH.portrait, height: 190, devicePixelRatio: 3 };
    before = document.documentElement.getAttribute("data-bs-theme");
    document.documentElement.setAttribute("data-bs-theme", "light");
    places().forEach(draw);
  });
  window.addEventListener("afterprint", () => {
    if (!paper) return;
    paper = null;
    document.documentElement.setAttribute("data-bs-theme", before);
    drawAll();
  });

  drawAll();
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.elt.querySelector?.("[data-chart]")) drawAll(); });
})();
