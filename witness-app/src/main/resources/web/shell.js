/** The frame of the page: its tabs, and the switch between the two peers. @import { Page, View } from './types.js' */
import { repaint } from './painter.js';
import { find, stamp } from './templates.js';

const WIDE = matchMedia('(min-width: 60rem)');

/**
 * A column for each source, of which the switch shows one or both.
 * @param {HTMLElement} root @param {Page} page @param {View['mount']} mount
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
    main.append(section);
    if (view.ofPage) view.mount(section, page.sources[0], page);
    else columns(section, page, view.mount);
  }

  const show = () => {
    const named = location.hash.replace('#/', '');
    const { name } = views.find((view) => view.name === named) ?? views[0];
    for (const section of main.querySelectorAll('.view')) section.hidden = section.id !== name;
    for (const tab of nav.children) {
      if (tab.dataset.name === name) find(tab, 'a').setAttribute('aria-current', 'page');
      else find(tab, 'a').removeAttribute('aria-current');
    }
    repaint();
  };
  addEventListener('hashchange', show);
  show();
}
