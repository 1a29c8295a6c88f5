package dev.rollcall.notify;

import java.util.List;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/// Loads what has been told of. There are as many as there are conditions, and those of the last day.
interface NoticeRepository extends Repository<Notice, String> {

    /// {@return all of them, which nobody else changes until the transaction ends}
    @NativeQuery("select n.* from limit_transaction() cross join notice n order by n.id for no key update of n")
    List<Notice> lockAll();

    Notice save(Notice notice);

    void delete(Notice notice);
}
