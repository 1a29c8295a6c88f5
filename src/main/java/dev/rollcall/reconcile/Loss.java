package dev.rollcall.reconcile;

import java.util.Set;

/// What a run may take from somebody. What takes the same thing waits together if it is too much.
enum Loss {

    /// Access.
    ACCESS(Set.of("user.deactivated"), "true", """
            select c.subject_id as id, cast('{}' as text[]) as lost from planned c where c.kind = 'user.deactivated'""",
            "not u.active"),

    /// The e-mail address.
    ADDRESS(Set.of("user.email_removed"), "true", """
            select c.subject_id as id, cast('{}' as text[]) as lost
              from planned c join directory_user u on u.id = c.subject_id
             where c.kind = 'user.email_removed' and u.active""", "coalesce(u.email, '') = ''"),

    /// A role, also one that a group is mapped to by its name and not by its new one.
    ROLE(Set.of("user.roles_removed", "group.updated"),
            "(c.kind = 'user.roles_removed' or c.subject_id in (%s))".formatted(Sql.RENAMED), """
            select c.subject_id as id, %s as lost
              from planned c join directory_user u on u.id = c.subject_id
             where c.kind = 'user.roles_removed' and u.active
             union all
            select * from roles_lost_by_renaming(:organization,
                       array(select c.subject_id from planned c
                              where c.kind = 'group.updated' and c.subject_id in (%s) order by c.id),
                       array(select c.changes -> 0 ->> 'to' from planned c
                              where c.kind = 'group.updated' and c.subject_id in (%2$s) order by c.id))"""
            .formatted(Sql.TAKEN, Sql.RENAMED), """
            exists (select from unnest(l.lost) as taken (name)
                     where not exists (select from account_role e
                                        where e.account_id = u.account_id and e.role = taken.name and not e.resting))"""),

    /// A group.
    GROUP(Set.of("user.groups_removed", "group.deleted"), "true", """
            select c.subject_id as id, %s as lost
              from planned c join directory_user u on u.id = c.subject_id
             where c.kind = 'user.groups_removed' and u.active
             union all
            select u.id, array[c.subject_id]
              from planned c join directory_user u on u.group_ids @> array[c.subject_id]
             where c.kind = 'group.deleted' and u.active and u.organization_id = :organization""".formatted(Sql.TAKEN),
            """
                    exists (select from unnest(l.lost) as taken (id)
                             where not exists (select from directory_group g
                                                where g.id = taken.id and not g.deleted and g.id = any (u.group_ids)))""");

    private static final class Sql {

        /// The values of a list that the new one does not have.
        private static final String TAKEN = """
                array(select jsonb_array_elements_text(c.changes -> 0 -> 'from')
                      except select jsonb_array_elements_text(c.changes -> 0 -> 'to'))""";

        /// The groups that a mapping means by their name, and would not by their new one.
        private static final String RENAMED = """
                select renamed.subject_id
                  from sync_change renamed
                  join directory_group g on g.id = renamed.subject_id
                  join role_mapping m on (m.organization_id is null or m.organization_id = :organization)
                                     and mapping_means(m.match, m.value, g.id, g.display_name)
                                     and not mapping_means(m.match, m.value, g.id, renamed.changes -> 0 ->> 'to')
                 where renamed.run_id = :run and renamed.directory_id = :directory and renamed.kind = 'group.updated'""";
    }

    private final Set<String> kinds;
    private final String changes;
    private final String losers;
    private final String stillLost;

    Loss(Set<String> kinds, String changes, String losers, String stillLost) {
        this.kinds = kinds;
        this.changes = changes;
        this.losers = losers;
        this.stillLost = stillLost;
    }

    /// {@return the kinds of changes that may take it from somebody}
    Set<String> kinds() {
        return kinds;
    }

    /// {@return the condition of a change `c` of these kinds that takes it from anybody}
    String changes() {
        return changes;
    }

    /// {@return a query of the directory users who lose it by the `planned` changes, active ones, with what of it they `lost`}
    String losers() {
        return losers;
    }

    /// {@return the condition of a directory user `u` who has not got back what `l` says was lost}
    String stillLost() {
        return stillLost;
    }
}
