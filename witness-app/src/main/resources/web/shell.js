/** The frame of the page: its tabs, and the switch between the two peers. @import { Mount, Page, View } from './types.js' */
import { repaint } from './painter.js';
import { find, stamp } from './templates.js';

const WIDE = matchMedia('(min-width: 60rem)');

/**
 * A column for each source, of which the switch shows one or both.
 * @param {HTMLElement} root @param {Page} page @param {Mount} mount
 */
export function columns(root, page, mount) {
  root.classList.add('columns');
  for (const source of page.sources) {
    const column = document.createElement('div');
    column.className = 'column';
    column.dataset.source = source.name;
    column.setAttribute('role', 'group');
    column.setAttribute('aria-label', source.title);
    root.append(column);
    mount(column, source, page);
  }
}

/** Whose eyes the page looks through; a narrow page has no room for both. */
export function openSwitch() {
  const choice = /** @type {HTMLFormElement} */ (document.getElementById('seen-by'));
  const apply = () => {
    const both = find(choice, '[value=both]');
    if (!WIDE.matches && both.checked) find(choice, '[value=page]').checked = true;
    document.body.dataset.view = new FormData(choice).get('view')?.toString();
    repaint();
  };
  WIDE.addEventListener('change', apply);
  choice.addEventListener('change', apply);
  if (WIDE.matches) find(choice, '[value=both]').checked = true;
  apply();
}

/** Shows the view that the address names, the first without one. @param {View[]} views @param {Page} page */
export function openViews(views, page) {
  const [nav, main] = [find(document, '#views'), find(document, 'main')];
  for (const view of views) {
    const tab = stamp('tab');
    tab.dataset.name = view.name;
    const link = find(tab, 'a');
    link.href = `#/${view.name}`;
    link.textContent = view.title;
    nav.append(tab);

    const section = document.createElement('section');
    section.id = view.name;
    section.className = 'view';
    section.setAttribute('aria-label', view.title);
    section.hidden = true;
    main.append(section);
  }

  /** Fills the section of a view when it is looked at for the first time: what nobody wants to see need not be loaded. @param {View} view */
  async function fill({ name, load, ofPage }) {
    const section = find(main, `#${name}`);
    try {
      const mount = section.dataset.isFilled || (await load());
      if (section.dataset.isFilled) return;
      section.dataset.isFilled = true;
      section.replaceChildren();
      if (ofPage) mount(section, page.sources[0], page);
      else columns(section, page, mount);
    } catch {
      section.textContent = 'The program is not answering, so this cannot be shown now. Choose it again later.';
    }
  }

  /** @type {View|undefined} */ let wanted;
  const show = async () => {
    const named = location.hash.replace('#/', '');
    const view = views.find(({ name }) => name === named) ?? views[0];
    const { name } = (wanted = view);
    await fill(view);
    if (wanted !== view) return;
    for (const section of main.querySelectorAll('.view')) section.hidden = section.id !== name;
    for (const tab of nav.children) {
      if (tab.dataset.name === name) find(tab, 'a').setAttribute('aria-current', 'page');
      else find(tab, 'a').removeAttribute('aria-current');
    }
    repaint();
  };
  addEventListener('hashchange', show);
  void show();
}
