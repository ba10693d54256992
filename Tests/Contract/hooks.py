"""Keeps the generated requests finite and harmless, without hiding any operation from the checks."""

import os
import re

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.operation.path
    if path == "/v1/recommendations/stream":
        # The same address without an end: one snapshot.
        case.headers["Accept"] = "application/json"
    if path == "/v1/library/scan" and isinstance(case.body, dict):
        # Never a folder of the machine that runs the test.
        folder = case.body.get("folder")
        if isinstance(folder, str) and folder.startswith("/"):
            case.body = {**case.body, "folder": os.environ["CONTRACT_FOLDER"]}
    if path == "/v1/telemetry/recommendations" and isinstance(case.body, dict):
        # Any date-time by the schema; from 1970 on by the server. 2024 has every day of every year.
        events = case.body.get("events")
        if isinstance(events, list):
            case.body = {**case.body, "events": [in_2024(event) for event in events]}


def in_2024(event):
    if isinstance(event, dict) and isinstance(event.get("occurred_at"), str):
        return {**event, "occurred_at": re.sub(r"^\d{4}-", "2024-", event["occurred_at"])}
    return event


@schemathesis.hook
def map_body(context, body):
    if context.operation.path == "/v1/recommendations/context" and isinstance(body, dict):
        wishes = body.get("context")
        # A mode that contradicts a whole key is refused, which JSON Schema cannot say without saying everything twice.
        if isinstance(wishes, dict) and wishes.get("key") and wishes.get("mode"):
            wishes = {name: value for name, value in wishes.items() if name != "mode"}
            return {**body, "context": wishes}
    if context.operation.path == "/v1/recommendations/sequence" and isinstance(body, dict):
        # A place behind the end, or one place or sample locked twice, is refused; JSON Schema cannot say either.
        locks = body.get("locked")
        if isinstance(locks, list) and all(isinstance(lock, dict) for lock in locks):
            return {**body, "locked": distinct(locks, body.get("length", 8))}
    return body


def distinct(locks, length):
    kept = []
    for lock in locks:
        place, sample = lock.get("place"), lock.get("sample_id")
        is_beyond = isinstance(place, (int, float)) and isinstance(length, (int, float)) and place > length
        is_repeat = any(place == other.get("place") or sample == other.get("sample_id") for other in kept)
        if not is_beyond and not is_repeat:
            kept.append(lock)
    return kept
