// Small DOM vocabulary: build elements, fill slots, read preferences. No inline styles, so a strict CSP holds.

/** An element with properties and children; `class`, `data` and `aria` are spelled as in HTML. */
export function el(tag, { class: names, data, aria, ...properties } = {}, ...children) {
    const node = document.createElement(tag);
    if (names) node.className = names;
    for (const [name, value] of Object.entries(data ?? {})) node.dataset[name] = value;
    for (const [name, value] of Object.entries(aria ?? {})) node.setAttribute(`aria-${name}`, value);
    Object.assign(node, properties);
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
}

/** A reference to one of the page's symbols. */
export function icon(name) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(space, "use");
    use.setAttribute("href", `#i-${name}`);
    svg.append(use);
    return svg;
}

export function byID(id) {
    return document.getElementById(id);
}

/** Writes text only when it differs, so that screen readers and selections are left alone. */
export function setText(node, text) {
    if (node.textContent !== text) node.textContent = text;
}

/** The named slots of a cloned template. */
export function slots(root) {
    return Object.fromEntries([...root.querySelectorAll("[data-slot]")].map((node) => [node.dataset.slot, node]));
}

export function wantsLessMotion() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** A command to copy: text in a code block with its button. */
export function command(text) {
    const button = el("button", { type: "button", class: "quiet small" }, "Copy");
    button.addEventListener("click", async () => {
        await navigator.clipboard?.writeText(text);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    return el("div", { class: "command" }, el("code", {}, text), navigator.clipboard ? button : null);
}
