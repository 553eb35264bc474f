// The date slider: two months of levels, read once, so that moving it asks the server for nothing.

const PLAY_MS = 400;
const SVG = "http://www.w3.org/2000/svg";
/** No unit of the code was in force that day. */
const ABSENT = "-";

/**
 * A timeline card over what `/zones/timeline` says; `onDay` is told the position of the day shown, the last being now.
 * `levels` are the page's, the highest first.
 */
export function openTimeline(stage, { levels, words, onDay }) {
  const card = stage.querySelector("[data-timeline-card]");
  const slider = card.querySelector("[data-slider]");
  const play = card.querySelector("[data-play]");
  const language = document.documentElement.lang;
  const ranked = levels.filter((level) => level.rank > 1).slice(0, 2);
  let told = null;
  let signs = new Map();
  let counted = [];
  let timer = null;

  function at(position) {
    return told.days[position];
  }

  function level(code, position) {
    const place = signs.get(code);
    const sign = place === undefined ? ABSENT : at(position).levels[place];
    return sign === ABSENT ? null : told.levels[parseInt(sign, 36)];
  }

  function counts(position) {
    const found = new Map();
    for (const place of counted) {
      const sign = at(position).levels[place];
      if (sign === ABSENT) continue;
      const id = told.levels[parseInt(sign, 36)];
      found.set(id, (found.get(id) ?? 0) + 1);
    }
    return found;
  }

  const dayName = (position) => longDay(at(position).date, language);

  /** The present is no day's end: it is told apart from the day before even where nothing was reported since. */
  const nowName = (position) => `${capital(words.timeline_now)}, ${longDay(at(position).date, language).split(", ")[1]}`;

  function tell() {
    const position = Number(slider.value);
    const isNow = position === told.days.length - 1;
    const found = counts(position);
    card.querySelector("[data-day]").textContent = isNow ? nowName(position) : dayName(position);
    const parts = ranked.map(({ id, short }) => [id, `${found.get(id) ?? 0} ${short.toLowerCase()}`]);
    card.querySelector("[data-counts]").replaceChildren(...parts.map(([id, text]) => swatch(id, text)));
    const state = isNow ? words.timeline_now : words.timeline_end;
    slider.setAttribute("aria-valuetext", `${dayName(position)}, ${state}: ${parts.map(([, text]) => text).join(", ")}`);
    drawHand(position);
  }

  function swatch(id, text) {
    const part = document.createElement("span");
    const square = document.createElement("i");
    square.className = `lv-${id}`;
    part.append(square, text);
    return part;
  }

  function drawBars() {
    const svg = card.querySelector("[data-bars]");
    const days = told.days.length;
    svg.setAttribute("viewBox", `0 0 ${days * 10} 48`);
    const all = told.days.map((_, position) => counts(position));
    const top = Math.max(4, ...all.map((found) => ranked.reduce((sum, { id }) => sum + (found.get(id) ?? 0), 0)));
    const parts = [rect("ground", 0, 47.4, days * 10, 0.6)];
    all.forEach((found, position) => {
      let low = 47;
      for (const { id } of ranked) {
        const height = (45 * (found.get(id) ?? 0)) / top;
        low -= height;
        if (height > 0) parts.push(rect(`lv-${id}`, position * 10 + 0.6, low, 8.8, Math.max(0.6, height - 0.5)));
      }
    });
    parts.push(rect("hand", 0, 0, 1.5, 47));
    svg.replaceChildren(...parts);
  }

  function drawHand(position) {
    const days = told.days.length;
    const svg = card.querySelector("[data-bars]");
    // The thumb of a range moves from its own middle to its own middle; so does the line above it.
    const width = svg.getBoundingClientRect().width || 1;
    const x = days < 2 ? 7 : 7 + (position * (width - 14)) / (days - 1);
    const unit = (days * 10) / width;
    svg.querySelector(".hand").setAttribute("x", (x - 0.75) * unit);
    svg.querySelector(".hand").setAttribute("width", 1.5 * unit);
    svg.querySelectorAll("rect[class^=lv]").forEach((bar) => bar.classList.toggle("after", Number(bar.getAttribute("x")) > position * 10 + 5));
  }

  function drawTicks() {
    const last = told.days.length - 1;
    const wanted = last < 3 ? [0, last] : [0, Math.round(last / 3), Math.round((2 * last) / 3), last];
    const ticks = [...new Set(wanted)].map((position) => {
      const tick = document.createElement("span");
      tick.textContent = shortDay(at(position).date, language);
      tick.style.setProperty("left", `${last === 0 ? 0 : (100 * position) / last}%`);
      return tick;
    });
    card.querySelector("[data-ticks]").replaceChildren(...ticks);
  }

  function move(position) {
    slider.value = String(position);
    tell();
    onDay(position);
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    play.querySelector("use").setAttribute("href", "#i-play");
    play.setAttribute("aria-label", play.dataset.play);
  }

  function start() {
    const last = told.days.length - 1;
    if (Number(slider.value) === last) move(0);
    play.querySelector("use").setAttribute("href", "#i-pause");
    play.setAttribute("aria-label", play.dataset.pause);
    timer = setInterval(() => {
      move(Number(slider.value) + 1);
      if (Number(slider.value) === last) stop();
    }, PLAY_MS);
  }

  play.dataset.play = play.getAttribute("aria-label");
  play.addEventListener("click", () => (timer === null ? start() : stop()));
  slider.addEventListener("input", () => {
    if (timer !== null) stop();
    move(Number(slider.value));
  });
  card.querySelector("[data-now]").addEventListener("click", () => {
    stop();
    move(told.days.length - 1);
    slider.focus({ preventScroll: true });
  });
  addEventListener("resize", () => told && drawHand(Number(slider.value)));

  return {
    /** Takes a newer timeline, counting the wards of districts that `isCounted`; who looked at the present goes on doing so. */
    take(document, isCounted = () => true) {
      const districtOf = new Map(document.ward_codes.map((code, place) => [code, document.district_codes[place]]));
      const wasNow = told === null || Number(slider.value) === told.days.length - 1;
      const day = told && at(Number(slider.value)).date;
      told = document;
      signs = new Map(told.ward_codes.map((code, place) => [code, place]));
      counted = [...signs].filter(([code]) => isCounted(districtOf.get(code))).map(([, place]) => place);
      slider.max = String(told.days.length - 1);
      const known = told.days.findIndex((each) => each.date === day);
      slider.value = String(wasNow || known < 0 ? told.days.length - 1 : known);
      card.hidden = false;
      stage.classList.add("with-timeline");
      drawBars();
      drawTicks();
      tell();
    },
    /** Shows a day by its date; the present for one that is not in the timeline. */
    show(date) {
      const position = told ? told.days.findIndex((each) => each.date === date) : -1;
      if (told) move(position < 0 ? told.days.length - 1 : position);
    },
    isReady: () => told !== null,
    today: () => (told === null ? null : at(told.days.length - 1).date),
    isNow: () => told === null || Number(slider.value) === told.days.length - 1,
    date: () => (told === null ? null : at(Number(slider.value)).date),
    dayName: () => dayName(Number(slider.value)),
    levelOf: (code) => level(code, Number(slider.value)),
    counts: () => counts(Number(slider.value)),
    /** The boundaries that were in force on the day shown; null before the timeline came. */
    boundaries() {
      const day = told && at(Number(slider.value)).date;
      return told?.registers.findLast(({ from }) => from <= day)?.boundary_version ?? null;
    },
  };
}

/** `Thứ ba, 14/09/2021`, `Tuesday, 14 Sep 2021`: as the server writes days. */
function longDay(date, language) {
  const day = new Date(`${date}T00:00:00Z`);
  const told = (locale, options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(day);
  if (language !== "vi") return `${told("en-GB", { weekday: "long" })}, ${told("en-GB", { day: "2-digit" })} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  const weekday = told("vi-VN", { weekday: "long" }).toLowerCase();
  return `${capital(weekday)}, ${date.slice(8)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function shortDay(date, language) {
  const month = Number(date.slice(5, 7));
  return language === "vi" ? `${date.slice(8)}/${date.slice(5, 7)}` : `${date.slice(8)} ${MONTHS[month - 1]}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A rectangle of a drawing. */
export function rect(css, x, y, width, height) {
  const made = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ class: css, x, y, width, height })) made.setAttribute(name, value);
  return made;
}
