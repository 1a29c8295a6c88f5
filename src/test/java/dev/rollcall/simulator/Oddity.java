package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/// A shape in which the world sends what Scalekit's document describes otherwise, until it is switched off. What is sent
/// means the same, but for what cannot be read.
public enum Oddity {

    /// An empty list is `[]`, and not null.
    EMPTY_LISTS("empty-lists", "[] where somebody has no groups or roles, not null",
            event -> event.editData(Oddity::emptyLists)),

    /// An empty list is left out.
    MISSING_LISTS("missing-lists", "neither key where somebody has no groups or roles",
            event -> event.editData(Oddity::withoutEmptyLists)),

    /// `True` and `False` in quotation marks.
    BOOLEANS_AS_TEXTS("booleans-as-texts", "\"True\" and \"False\" in quotation marks",
            event -> event.editData(Oddity::textsForBooleans)),

    /// Local time that is written as if it were UTC.
    FUTURE_DATES("future-dates", "dates 13 hours ahead, also the Date of answers",
            event -> event.at(ahead(event.occurredAt()))),

    /// `+0530`, which RFC 3339 does not know, for `occurred_at`.
    OFFSETS_WITHOUT_COLON("offsets-without-colon", "occurred_at with +0530, without a colon", Oddity::withoutColon),

    /// A byte order mark before events and answers.
    BYTE_ORDER_MARK("byte-order-mark", "a byte order mark before events and answers", SimulatedEvent::byteOrderMark),

    /// The removed person's address behind 32 hexadecimal digits, as a soft delete leaves it.
    MANGLED_ADDRESSES("mangled-addresses", "32 hex digits before the address in user_deleted", Oddity::mangled),

    /// Somebody whose group and address cannot be read: the first on each page, or those who are named.
    UNREADABLE_USER("unreadable-user", "somebody unreadable on each page, the first, or who is named",
            UnaryOperator.identity()),

    /// Somebody without an id: the first on each page, or those who are named.
    USER_WITHOUT_ID("user-without-id", "somebody without an id on each page, the first, or who is named",
            UnaryOperator.identity());

    private static final List<String> LISTS = List.of("roles", "groups");
    private static final Duration AHEAD = Duration.ofHours(13);
    private static final ZoneOffset OFFSET = ZoneOffset.ofHoursMinutes(5, 30);
    private static final DateTimeFormatter WITHOUT_COLON = DateTimeFormatter
            .ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXX", Locale.ROOT);

    private final String label;
    private final String about;
    private final UnaryOperator<SimulatedEvent> bend;

    Oddity(String label, String about, UnaryOperator<SimulatedEvent> bend) {
        this.label = label;
        this.about = about;
        this.bend = bend;
    }

    /// What it is called over HTTP.
    String label() {
        return label;
    }

    String about() {
        return about;
    }

    /// The event in this shape.
    SimulatedEvent bend(SimulatedEvent event) {
        return bend.apply(event);
    }

    static Instant ahead(Instant time) {
        return time.plus(AHEAD);
    }

    static String text(boolean value) {
        return value ? "True" : "False";
    }

    private static void emptyLists(ObjectNode data) {
        LISTS.stream().filter(list -> data.path(list).isNull()).forEach(data::putArray);
    }

    private static void withoutEmptyLists(ObjectNode data) {
        LISTS.stream().filter(list -> data.path(list).isEmpty()).forEach(data::remove);
    }

    private static void textsForBooleans(ObjectNode data) {
        List.copyOf(data.properties()).stream().filter(member -> member.getValue().isBoolean())
                .forEach(member -> data.put(member.getKey(), text(member.getValue().asBoolean())));
    }

    private static SimulatedEvent withoutColon(SimulatedEvent event) {
        return event.with("occurred_at", WITHOUT_COLON.format(event.occurredAt().atOffset(OFFSET)));
    }

    private static SimulatedEvent mangled(SimulatedEvent event) {
        var email = event.tree().at("/data/email");
        return event.tree().path("type").asString("").endsWith(".user_deleted") && email.isString()
                ? event.email(digits(email.asString()) + email.asString())
                : event;
    }

    private static String digits(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(UTF_8)).toString().replace("-", "");
    }
}
