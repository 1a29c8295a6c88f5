package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.reconcile.Proof.Count;
import dev.rollcall.reconcile.Proof.Pages;
import dev.rollcall.reconcile.Proof.Verdict;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofTests {

    private static final Instant MONDAY = Instant.parse("2026-11-23T09:00:00Z");

    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, value = { "listed,seen,least,most,before,after,changed,verdict",
            "90,90,90,90,90,90,false,WHOLE", // everything says the same
            "90,90,90,90,,,false,WHOLE", // the directory does not say
            "90,90,,,90,90,false,WHOLE", // the pages do not say
            "90,90,,,,,false,BROKEN", // nothing says
            "89,89,90,90,90,90,false,BROKEN", // somebody is on no page
            "90,90,90,90,91,91,false,BROKEN", // the directory says otherwise all the time
            "90,90,90,90,90,90,true,MOVED", // one came as another left
            "90,90,89,90,90,89,false,MOVED", // one left
            "91,91,90,90,90,91,false,MOVED", // one came after the last page
            "90,89,89,89,89,89,false,MOVED", // somebody came twice
            "89,88,89,90,90,89,false,NOTHING", // there were never so few
            "0,0,0,0,0,0,false,WHOLE" })
    void sayWhatAListingProves(long listed, long seen, Long least, Long most, Long before, Long after, boolean changed,
            Verdict verdict) {
        Proof proof = Proof.of(new Pages("users", listed, seen, least, most), new Count(before, MONDAY),
                new Count(after, changed ? MONDAY.plusSeconds(1) : MONDAY));

        assertThat(proof.verdict()).isEqualTo(verdict);
        assertThat(proof.why() == null).isEqualTo(verdict == Verdict.WHOLE);
    }
}
