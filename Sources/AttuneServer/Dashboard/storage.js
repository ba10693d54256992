// JSON in local or session storage; a browser that refuses storage only forgets.

export function remember(area, key, value) {
    try {
        area.setItem(`attune:${key}`, JSON.stringify(value));
    } catch {
        return false;
    }
    return true;
}

export function recall(area, key, fallback) {
    try {
        const text = area.getItem(`attune:${key}`);
        return text === null ? fallback : JSON.parse(text);
    } catch {
        return fallback;
    }
}
