/** The markup of the page stands in index.html; what people have written gets in as text alone. */

/** A copy of what stands in a template. @param {string} id @returns {HTMLElement} */
export function stamp(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(`${id}-template`));
  return /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (document.importNode(template.content, true)).firstElementChild);
}

/** @param {ParentNode} root @param {string} selector @returns {any} the first that fits */
export const find = (root, selector) => root.querySelector(selector);

/** Sets a text if it is another one, so that nothing is read out twice. @param {ParentNode} root @param {string} selector @param {string} text */
export function setText(root, selector, text) {
  const place = find(root, selector);
  if (place.textContent !== text) place.textContent = text;
}
