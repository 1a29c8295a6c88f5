package dev.rollcall.adoption;

import static dev.rollcall.Columns.texts;
import static dev.rollcall.Columns.utc;

import dev.rollcall.NormalForm;
import dev.rollcall.journal.Organizations;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Puts the lines of a list aside while it comes in, and takes them away again, some at a time.
@Component
class LineStaging {

    private static final int STEP = 10_000;

    // No text has it in it, see ApplicationUser.
    private static final String BETWEEN_ROLES = "\u001F";

    private final Organizations organizations;
    private final JdbcClient jdbc;
    private final Clock clock;

    LineStaging(Organizations organizations, JdbcClient jdbc, Clock clock) {
        this.organizations = organizations;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Finds the organizations that lines are about.
    ///
    /// @return the lines; those that name two organizations are malformed
    List<StagedLine> resolve(Collection<UserLine> lines) {
        Map<String, List<String>> ids = new HashMap<>();
        List<StagedLine> resolved = new ArrayList<>();
        for (UserLine line : lines) {
            ApplicationUser user = line.user();
            String external = user == null ? null : user.organizationExternalId();
            String id = user == null ? null : user.organizationId();
            if (external != null) {
                List<String> found = ids.computeIfAbsent(external, organizations::idsOf);
                if (id == null ? found.size() > 1 : !found.contains(id)) {
                    resolved.add(new StagedLine(UserLine.malformed(line.number(), id == null
                            ? "several organizations have the organization_external_id: say which by organization_id."
                            : "organization_id and organization_external_id name different organizations."), ""));
                    continue;
                }
                id = id == null && !found.isEmpty() ? found.getFirst() : id;
            }
            resolved.add(new StagedLine(line, Objects.requireNonNullElse(id, "")));
        }
        return resolved;
    }

    /// Adds lines to a list that is coming in.
    ///
    /// @param adoption the list
    /// @param before how many lines it has by now
    /// @param lines the next ones
    /// @throws RefusedListException if it was given up meanwhile
    @Transactional
    void add(long adoption, long before, List<StagedLine> lines) {
        int known = jdbc.sql("""
                with limited as materialized (select limit_transaction())
                update adoption set lines = lines + :lines, invalid = invalid + :invalid, heard_at = :now
                  from limited where id = :adoption and status = 'RECEIVING'""").param("lines", lines.size())
                .param("invalid", lines.stream().filter(line -> line.user() == null).count())
                .param("now", utc(clock.instant())).param("adoption", adoption).update();
        if (known == 0) {
            throw RefusedListException.because("It took too long: send the list again.");
        }
        jdbc.sql(
                """
                        insert into adoption_line (adoption_id, id, line, organization_id, organization_external_id, email, email_key,
                                                   external_id, roles, result, reason)
                        select :adoption, :before + place, cast(line as bigint), organization, organization_external, email, key, external,
                               string_to_array(roles, :between), result, reason
                          from unnest(:numbers, :organizations, :externals, :emails, :keys, :ids, :roles, :results, :reasons)
                               with ordinality as said (line, organization, organization_external, email, key, external, roles, result,
                                                        reason, place)""")
                .param("adoption", adoption).param("before", before).param("between", BETWEEN_ROLES)
                .param("numbers", texts(lines, line -> line.line().number()))
                .param("organizations", texts(lines, StagedLine::organizationId))
                .param("externals", said(lines, ApplicationUser::organizationExternalId))
                .param("emails", said(lines, ApplicationUser::email)).param("keys", said(lines, LineStaging::key))
                .param("ids", said(lines, ApplicationUser::externalId))
                .param("roles",
                        texts(lines,
                                line -> line.user() == null ? "" : String.join(BETWEEN_ROLES, line.user().roles())))
                .param("results", texts(lines, line -> line.user() == null ? LineResult.INVALID : null))
                .param("reasons", texts(lines, line -> line.line().wrong())).update();
    }

    private static @Nullable String key(ApplicationUser user) {
        return user.email() == null ? null : NormalForm.address(user.email());
    }

    private static @Nullable String[] said(List<StagedLine> lines, Function<ApplicationUser, @Nullable Object> what) {
        return texts(lines, line -> line.user() == null ? null : what.apply(line.user()));
    }

    /// Takes an adoption away with all of its lines, in steps that are short however many there are.
    void remove(long adoption) {
        int removed = STEP;
        while (removed == STEP) {
            removed = jdbc
                    .sql("""
                            delete from adoption_line
                             where adoption_id = :adoption
                               and id = any (array(select id from adoption_line where adoption_id = :adoption order by id limit :step))""")
                    .param("adoption", adoption).param("step", STEP).update();
        }
        jdbc.sql("delete from adoption where id = ?").param(adoption).update();
    }
}
