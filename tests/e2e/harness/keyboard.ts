// Keyboard: the driver of people without a mouse. While it is in place, what a spec does to a locator is done with keys alone.
//
// To reach a control, Tab is pressed (or Shift+Tab, when the control comes earlier) until it has the focus; a control that one
// round of the page does not come by fails the test. Then Enter presses it, Space ticks it, arrows choose, and text is typed
// over what stood there. Playwright's own waiting is kept: a control is visible, and enabled or editable, first.
// There is no mouse: what needs one throws.
import { type Keyboard, type Locator, type Page, expect } from "@playwright/test";

export type Driver = "mouse" | "keyboard";

interface Options {
  force?: boolean;
  timeout?: number;
}

/** What a locator does, by keys. */
const byKeys = {
  async click(this: Locator, options: Options = {}): Promise<void> {
    await ready(this, options);
    const what = await reach(this);
    if (what !== "field") await keys(this).press(what === "box" ? "Space" : "Enter");
  },

  async dblclick(this: Locator, options: Options = {}): Promise<void> {
    await ready(this, options);
    await reach(this);
    await keys(this).press("Enter");
    await keys(this).press("Enter");
  },

  async check(this: Locator, options?: Options): Promise<void> {
    await this.setChecked(true, options);
  },

  async uncheck(this: Locator, options?: Options): Promise<void> {
    await this.setChecked(false, options);
  },

  async setChecked(this: Locator, checked: boolean, options: Options = {}): Promise<void> {
    await ready(this, options);
    // A radio button is chosen by the arrows that lead to it.
    await reach(this);
    if ((await this.isChecked()) !== checked) await keys(this).press("Space");
    await expect(this).toBeChecked({ checked, ...options });
  },

  async selectOption(this: Locator, value: string): Promise<string[]> {
    await ready(this);
    await reach(this);
    await keys(this).press("Home");
    const last = await this.locator("option").count();
    for (let at = 1; at < last && (await this.inputValue()) !== value; at++) await keys(this).press("ArrowDown");
    await expect(this).toHaveValue(value);
    return [value];
  },

  async fill(this: Locator, text: string, options: Options = {}): Promise<void> {
    await expect(this).toBeEditable(options);
    await reach(this);
    const type = await this.getAttribute("type");
    if (type === "date" || type === "datetime-local") return typeDate(this, text);
    await keys(this).press("ControlOrMeta+A");
    if (text) await keys(this).insertText(text);
    else await keys(this).press("Delete");
  },

  async clear(this: Locator, options?: Options): Promise<void> {
    await this.fill("", options);
  },

  async press(this: Locator, key: string, options: Options = {}): Promise<void> {
    await expect(this).toBeVisible(options);
    await reach(this);
    await keys(this).press(key);
  },

  async pressSequentially(this: Locator, text: string, options: Options = {}): Promise<void> {
    await expect(this).toBeVisible(options);
    await reach(this);
    await keys(this).type(text);
  },

  async focus(this: Locator, options: Options = {}): Promise<void> {
    await expect(this).toBeVisible(options);
    await reach(this);
  },
};

/** What only a mouse or a program does. */
const withoutKeys = ["hover", "tap", "dragTo", "dispatchEvent"];

/** Takes the mouse away from all pages of this process; gives back what gives it back. */
export function takeMouse(page: Page): () => void {
  const given: (() => void)[] = [];
  const replace = (object: object, name: string, by: unknown) => {
    const own: unknown = Reflect.get(object, name);
    Reflect.set(object, name, by);
    given.push(() => void Reflect.set(object, name, own));
  };
  const refuse = (object: object, names: string[]) => {
    for (const name of names)
      replace(object, name, () => Promise.reject(new Error(`${name}: nobody has a mouse here (driver: "keyboard")`)));
  };
  const locator = Object.getPrototypeOf(page.locator("html")) as object;
  for (const [name, method] of Object.entries(byKeys)) replace(locator, name, method);
  refuse(locator, withoutKeys);
  refuse(Object.getPrototypeOf(page), [...Object.keys(byKeys), ...withoutKeys, "dragAndDrop"]);
  refuse(Object.getPrototypeOf(page.mouse), ["click", "dblclick", "down", "up", "move", "wheel"]);
  return () => given.forEach((giveBack) => giveBack());
}

function keys(control: Locator): Keyboard {
  return control.page().keyboard;
}

async function ready(control: Locator, { force, ...options }: Options = {}): Promise<void> {
  await expect(control).toBeVisible(options);
  if (!force) await expect(control).toBeEnabled(options);
}

/** Moves the focus to what is operated there, with Tab, or with arrows among radio buttons; says what it is. */
async function reach(control: Locator): Promise<"button" | "box" | "field"> {
  for (let presses = 0; ; presses++) {
    const { what, is, focused, lost, ahead, way, round } = await control.evaluate(look);
    if (ahead) throw new Error(`A positive tabindex takes ${ahead} out of its order.`);
    if (!presses && lost) throw new Error(`The focus is nowhere on ${control.page().url()}, where ${control} is to be reached from what was done last.`);
    if (!is) throw new Error(`The keyboard cannot operate ${control}: it takes no focus, nor does anything around it or in it.`);
    if (!way) return what;
    if (presses > round) throw new Error(`Tab does not come by ${control} (${is}) in ${presses} presses, one round of the page. It stands at ${focused}.`);
    await keys(control).press(way);
  }
}

/** What there is to operate at an element, and which key leads there; none when it has the focus. Runs in the page. */
function look(element: Element) {
  const name = (one: Element | null) => (one ? (one.cloneNode(false) as Element).outerHTML.slice(0, 120) : "nothing");
  const label = element.closest("label");
  const operable = "a[href], button, input, select, textarea, summary, [tabindex]";
  // What a pointer would hit there: the element, its field, or what it is in or around.
  const target = element.matches(operable) ? element : (label?.control ?? element.closest(operable) ?? element.querySelector(operable));
  const active = document.activeElement;
  const box = target instanceof HTMLInputElement && ["checkbox", "radio"].includes(target.type);
  const field = !box && target?.matches("input, select, textarea");
  const amongRadios = (one: Element | null) => one instanceof HTMLInputElement && one.type === "radio" && one.name;
  // A date has six parts at most, and Tab stops at each.
  const round = [...document.querySelectorAll(`${operable}, iframe`)].reduce((sum, one) => sum + (one.matches("[type^=date]") ? 7 : 1), 1);
  const earlier = Boolean(active && target && active !== document.body && active.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING);
  let way: string | undefined;
  if (active !== target) {
    const within = amongRadios(target) && amongRadios(active) === amongRadios(target);
    if (within) way = earlier ? "ArrowUp" : "ArrowDown";
    else way = earlier ? "Shift+Tab" : "Tab";
  }
  // Somebody has been on this page already, and now is nowhere on it.
  const lost = active === document.body && Reflect.has(window, "driven");
  if (!way) Reflect.set(window, "driven", true);
  const ahead = [...document.querySelectorAll<HTMLElement>("[tabindex]")].find((one) => one.tabIndex > 0);
  return { what: box ? "box" : field ? "field" : "button", is: target && name(target), focused: name(active), lost, ahead: ahead && name(ahead), way, round } as const;
}

/** Types a date into its parts. Which of them comes first is a matter of the browser's language: if it is the other, once more. */
async function typeDate(control: Locator, value: string): Promise<void> {
  const [date = "", time = ""] = value.split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  const orders = [
    [day, month, year],
    [month, day, year],
  ];
  for (const order of orders) {
    for (let part = 0; part < 6; part++) await keys(control).press("ArrowLeft");
    for (const part of order) {
      await keys(control).type(part);
      if (part === year && time) await keys(control).press("ArrowRight");
    }
    await keys(control).type(time.replace(":", ""));
    if ((await control.inputValue()) === value) return;
  }
  await expect(control).toHaveValue(value);
}
