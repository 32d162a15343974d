import { expect, type Locator, type Page } from '@playwright/test';
import { Shell } from './shell.ts';

export const IMPORT = '/admin/users/integration-users/import';

/** A file as a person has it. */
export interface Given {
  name: string;
  text: string | Buffer;
}

/** The Import page. */
export class ImportPage extends Shell {
  async open(): Promise<this> {
    await this.goto(IMPORT);
    return this;
  }

  get file(): Locator {
    return this.page.getByLabel('Choose a file');
  }

  async give({ name, text }: Given): Promise<void> {
    const buffer = typeof text === 'string' ? Buffer.from(text) : text;
    await this.file.setInputFiles({ name, mimeType: 'text/csv', buffer });
  }

  part(name: string | RegExp): Locator {
    return this.main.getByRole('heading', { level: 2, name });
  }

  get table(): Locator {
    return this.main.getByRole('table', { name: 'Import', exact: true });
  }

  get rows(): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('cell') });
  }

  list(name: RegExp): Locator {
    return this.main.getByRole('group', { name: 'What to show' }).getByRole('button', { name });
  }

  get write(): Locator {
    return this.main.getByRole('button', { name: 'Import', exact: true });
  }

  get another(): Locator {
    return this.main.getByRole('button', { name: 'Choose another file' });
  }

  async expectReady(counts: { new?: number; changed?: number; unchanged?: number }): Promise<void> {
    await expect(this.part('This is what the file would do')).toBeFocused();
    await expect(this.list(/^New/)).toHaveText(`New (${counts.new ?? 0})`);
    await expect(this.list(/^Changed/)).toHaveText(`Changed (${counts.changed ?? 0})`);
    await expect(this.list(/^Unchanged/)).toHaveText(`Unchanged (${counts.unchanged ?? 0})`);
  }
}

export const openImport = (page: Page): Promise<ImportPage> => new ImportPage(page).open();
