package dev.rollcall.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Keeps what somebody has been told, so that no restart and no other node tells it again.
@Component
class NoticeBoard {

    private final NoticeRepository notices;
    private final PublicUrl links;

    NoticeBoard(NoticeRepository notices, PublicUrl links) {
        this.notices = notices;
        this.links = links;
    }

    /// Compares what is there with what was.
    ///
    /// @param conditions all that are there
    /// @param unknown kinds of which nobody knows what is there: of them nothing is told, and nothing is resolved
    /// @return what is to be told now, what has been due longest first
    @Transactional
    List<Message> compare(List<Condition> conditions, Set<String> unknown, Instant now) {
        Map<String, Condition> there = conditions.stream()
                .collect(Collectors.toMap(Condition::id, Function.identity(), (one, same) -> one));
        List<Notice> known = notices.lockAll().stream().filter(notice -> !unknown.contains(notice.kind())).toList();
        known.forEach(notice -> {
            Condition condition = there.remove(notice.id());
            if (condition != null) {
                notice.observe(condition, now);
            } else {
                notice.miss(now);
            }
        });
        known.stream().filter(notice -> notice.isOver(now)).forEach(notices::delete);
        Stream<Notice> added = there.values().stream().map(condition -> notices.save(new Notice(condition, now)));
        return messages(Stream.concat(known.stream(), added).filter(notice -> notice.isDue(now))
                .sorted(Comparator.comparing(Notice::nextAttemptAt).thenComparing(Notice::id)).toList());
    }

    private List<Message> messages(List<Notice> due) {
        return due.stream()
                .collect(Collectors.groupingBy(notice -> notice.kind() + notice.isMissing(), LinkedHashMap::new,
                        Collectors.toList()))
                .values().stream()
                .flatMap(alike -> alike.size() > Message.MOST ? Stream.of(alike) : alike.stream().map(List::of))
                .map(alike -> Message.of(alike, links)).toList();
    }

    /// A message was taken.
    @Transactional
    void told(Message message, Instant now) {
        each(message, notice -> notice.tell(message.isResolved(), now));
    }

    /// A message was not taken.
    ///
    /// @param atLeast how long it is not tried again at least
    @Transactional
    void putOff(Message message, Duration atLeast, Instant now) {
        each(message, notice -> notice.putOff(atLeast, now));
    }

    private void each(Message message, Consumer<Notice> change) {
        Set<String> ids = Set.copyOf(message.notices());
        notices.lockAll().stream().filter(notice -> ids.contains(notice.id())).forEach(change);
    }
}
