// What the canvas shows, as elements of the page: screen readers see nothing of a canvas. The state of the connection and
// the newest messages are always there; the controls from the moment somebody asks for them, because telling of every
// widget in every frame costs time.

/** How often the mirror follows the window at most, in milliseconds: speech is slower. */
const INTERVAL = 300;

/** How many of the newest rows it has. */
const ROWS = 20;

/** What is shown as which element; every other role is left out. */
const ELEMENTS = {
  Button: "button", Tab: "button", RadioButton: "button", MenuItem: "button", Link: "button", CheckBox: "button",
  ComboBox: "button", DisclosureTriangle: "button",
  TextInput: "input", SearchInput: "input", MultilineTextInput: "textarea", SpinButton: "input",
};

const TEXTS = {
  zh: { region: "wscope 的文本视图", state: "连接状态", rows: "最新消息", show: "显示全部控件", sent: "发送", received: "接收", local: "本地事件" },
  en: { region: "Text view of wscope", state: "Connection state", rows: "Newest messages", show: "Show all controls", sent: "sent", received: "received", local: "local" },
};

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/** Sets what has changed only: what a screen reader is reading stays. */
function put(element, property, value) {
  if (element[property] !== value) element[property] = value;
}

/** Puts the mirror of `program` behind the canvas. `update` is to be called after a frame. */
export function mirror(program, canvas) {
  const state = make("p", { role: "status" });
  const rows = make("ol");
  rows.setAttribute("role", "log");
  const show = make("button", { type: "button" });
  const controls = make("div", { hidden: true });
  const region = make("section", { className: "mirror" }, state, rows, show, controls);
  canvas.after(region);
  canvas.setAttribute("role", "application");

  /** The element of each widget, by its number in the accessibility tree. */
  const elements = new Map();
  let shown = -1;
  let timer;

  function speak(texts) {
    region.setAttribute("aria-label", texts.region);
    state.setAttribute("aria-label", texts.state);
    rows.setAttribute("aria-label", texts.rows);
    put(show, "textContent", texts.show);
  }

  function refreshRows(texts) {
    const newest = program.rows(ROWS);
    const last = newest.at(-1)?.number ?? -1;
    if (last < shown) rows.replaceChildren();
    const added = newest.filter((row) => last < shown || row.number > shown);
    for (const { direction, text } of added) rows.append(make("li", { textContent: `${texts[direction]} ${text}` }));
    while (rows.childElementCount > ROWS) rows.firstElementChild.remove();
    shown = last;
  }

  function refreshControls() {
    const seen = new Set();
    let before = null;
    for (const widget of program.controls()) {
      const name = ELEMENTS[widget.role];
      if (!name || !widget.name) continue;
      seen.add(widget.id);
      const element = elements.get(widget.id) ?? create(widget, name);
      describe(element, widget);
      // The order is that of the window. An element that is where it belongs keeps its focus.
      const place = before ? before.nextSibling : controls.firstChild;
      if (place !== element) controls.insertBefore(element, place);
      before = element;
    }
    for (const [id, element] of elements) {
      if (seen.has(id)) continue;
      element.remove();
      elements.delete(id);
    }
  }

  function create(widget, name) {
    const element = make(name);
    if (name === "button") {
      element.type = "button";
      element.onclick = () => program.click(widget.id);
    } else {
      element.onchange = () => program.fill(widget.id, element.value);
    }
    elements.set(widget.id, element);
    return element;
  }

  function describe(element, { role, name, value, isDisabled, isOn }) {
    if (element.localName === "button") {
      put(element, "textContent", value ? `${name} ${value}` : name);
      const attribute = role === "Tab" ? "aria-current" : "aria-pressed";
      if (isOn === undefined) element.removeAttribute(attribute);
      else element.setAttribute(attribute, isOn);
    } else {
      if (element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name);
      if (element !== document.activeElement) put(element, "value", value);
    }
    put(element, "disabled", isDisabled);
  }

  function refresh() {
    timer = undefined;
    const texts = document.documentElement.lang.startsWith("zh") ? TEXTS.zh : TEXTS.en;
    try {
      speak(texts);
      put(state, "textContent", program.state());
      refreshRows(texts);
      if (!controls.hidden) refreshControls();
    } catch {
      region.remove(); // The program has crashed, and the page says so.
    }
  }

  show.onclick = () => {
    controls.hidden = false;
    program.controls(); // From the next frame on they are there.
    program.repaint();
    refresh();
    show.hidden = true;
    state.tabIndex = -1;
    state.focus();
  };

  refresh();
  return {
    update() {
      // Not in the middle of a frame.
      timer ??= setTimeout(refresh, INTERVAL);
    },
    /** Where the focus goes that leaves the canvas at its end. */
    enter: () => (show.hidden ? controls.querySelector(":enabled") : show)?.focus(),
  };
}
