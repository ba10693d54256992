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
    if path == "/v1/recommendations/sequence" and isinstance(case.body, dict):
        # A place or sample that is locked twice is refused, which JSON Schema cannot say.
        locks = case.body.get("locked")
        if isinstance(locks, list) and all(map(is_lock, locks)):
            case.body = {**case.body, "locked": distinct(locks)}


def is_lock(lock):
    return (
        isinstance(lock, dict) and set(lock) == {"place", "sample_id"} and is_whole(lock["place"])
        and 1 <= lock["place"] <= 50 and isinstance(lock["sample_id"], str) and 1 <= len(lock["sample_id"].encode()) <= 64
    )


def is_whole(number):
    return isinstance(number, (int, float)) and not isinstance(number, bool) and number == int(number)


def distinct(locks):
    kept = []
    for lock in locks:
        if not any(lock[name] == other[name] for other in kept for name in lock):
            kept.append(lock)
    # Too many is what is being tested then.
    return kept if len(locks) <= 50 else locks


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
    return body
