package dev.rollcall.journal;

import static java.util.stream.Collectors.groupingBy;

import dev.rollcall.NormalForm;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A text that is looked for inside of others in any case, as [NormalForm#lowerCase] has it and whatever the database's locale:
/// `strpos(translate(…, :others, :same), :text) > 0`.
///
/// @param text the text without case
/// @param others the characters that become one of the text's, and are not it
/// @param same which one each of them becomes
record AnyCase(String text, String others, String same) {

    private static final Map<Integer, List<Integer>> OTHERS = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(c -> NormalForm.lowerCase(c) != c).boxed().collect(groupingBy(NormalForm::lowerCase));

    /// @param text what somebody typed; null for nothing, which is in every text
    static AnyCase of(@Nullable String text) {
        String sought = text == null ? "" : NormalForm.lowerCase(NormalForm.text(text));
        StringBuilder others = new StringBuilder();
        StringBuilder same = new StringBuilder();
        sought.codePoints().distinct().forEach(c -> OTHERS.getOrDefault(c, List.of()).forEach(other -> {
            others.appendCodePoint(other);
            same.appendCodePoint(c);
        }));
        return new AnyCase(sought, others.toString(), same.toString());
    }
}
