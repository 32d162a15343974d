import { expect, type Locator, type Page } from '@playwright/test';

export type Kind = 'administrator' | 'sales';

/** One of the two lists. */
export class Pane {
  constructor(
    private readonly scope: Locator,
    private readonly side: 'available' | 'selected',
    private readonly kind: Kind,
  ) {}

  get list(): Locator {
    return this.scope.getByRole('listbox', { name: new RegExp(`^${this.side} ${this.kind} groups$`, 'i') });
  }

  get filter(): Locator {
    return this.scope.getByRole('textbox', { name: `Filter ${this.side} ${this.kind} groups` });
  }

  /** Those in the document. */
  get options(): Locator {
    return this.list.getByRole('option');
  }

  option(label: string): Locator {
    return this.list.getByRole('option', { name: label, exact: true });
  }

  /** Finds a group by the filter and moves it with a double click, then shows all again. */
  async move(label: string): Promise<void> {
    await this.filter.fill(label);
    await this.option(label).dblclick();
    await this.filter.fill('');
  }

  /** Those that are highlighted. */
  get highlighted(): Locator {
    return this.list.getByRole('option', { selected: true });
  }

  /** The option that the keyboard is at. */
  async active(): Promise<string> {
    return this.list.evaluate((list) => {
      const id = list.getAttribute('aria-activedescendant');
      return (id && document.getElementById(id)?.getAttribute('aria-label')) || '';
    });
  }

  async expectActive(label: string): Promise<void> {
    await expect.poll(() => this.active(), { message: `${label} is active` }).toBe(label);
  }

  /** Waits until exactly these are highlighted, from the top. */
  async expectHighlighted(...labels: string[]): Promise<void> {
    await expect.poll(() => labelsOf(this.highlighted), { message: 'highlighted' }).toEqual(labels);
  }

  /** Waits until exactly these are shown, from the top. */
  async expectOptions(...labels: string[]): Promise<void> {
    await expect.poll(() => labelsOf(this.options), { message: 'options' }).toEqual(labels);
  }
}

function labelsOf(options: Locator): Promise<string[]> {
  return options.evaluateAll((all) => all.map((option) => option.getAttribute('aria-label') ?? ''));
}

/** Two lists between which groups move. */
export class DualList {
  readonly available: Pane;
  readonly selected: Pane;

  constructor(
    private readonly scope: Locator,
    readonly kind: Kind,
  ) {
    this.available = new Pane(scope, 'available', kind);
    this.selected = new Pane(scope, 'selected', kind);
  }

  get page(): Page {
    return this.scope.page();
  }

  get addSelected(): Locator {
    return this.scope.getByRole('button', { name: `Add selected ${this.kind} groups` });
  }

  get removeSelected(): Locator {
    return this.scope.getByRole('button', { name: `Remove selected ${this.kind} groups` });
  }

  get addAll(): Locator {
    return this.scope.getByRole('button', { name: new RegExp(`^Add all [\\d,]+ ${this.kind} groups$`) });
  }

  get removeAll(): Locator {
    return this.scope.getByRole('button', { name: new RegExp(`^Remove all [\\d,]+ ${this.kind} groups$`) });
  }
}
