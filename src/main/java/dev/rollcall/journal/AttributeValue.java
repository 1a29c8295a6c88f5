package dev.rollcall.journal;

import dev.rollcall.NormalForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// An attribute that users are looked for by. Its name is one of those that Scalekit documents, or `address.` or
/// `custom_attributes.` and the name of something in there.
public final class AttributeValue {

    /// The attributes that are texts.
    public static final List<String> NAMES = List.of("cost_center", "department", "division", "employee_id", "language",
            "locale", "nickname", "organization", "phone_number", "picture", "preferred_username", "profile", "title",
            "user_type", "zoneinfo");

    private static final List<String> OBJECTS = List.of("address", "custom_attributes");

    /// What a name can be, as a list.
    public static final String POSSIBLE = String.join(", ", NAMES) + ", address.<name>, custom_attributes.<name>";

    /// What may be a number or a truth value as well as a text, in which PostgreSQL finds nothing too large.
    private static final Pattern NO_TEXT = Pattern.compile("-?(0|[1-9]\\d{0,39})(\\.\\d{1,40})?|true|false");

    private static final JsonMapper JSON = JsonMapper.shared();

    private AttributeValue() {
    }

    /// {@return whether an attribute can be called so}
    public static boolean isName(String name) {
        return NAMES.contains(name) || OBJECTS.stream()
                .anyMatch(object -> name.startsWith(object + ".") && name.length() > object.length() + 1);
    }

    /// {@return the names of all attributes that directories say, those that are objects as a whole, in order}
    public static List<String> wholes() {
        return Stream.concat(NAMES.stream(), OBJECTS.stream()).sorted().toList();
    }

    /// {@return the whole attribute of which something has a name: itself, or the object that it is in}
    ///
    /// @param name what [#isName] finds to be one
    public static String whole(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /// {@return what somebody has of an attribute, as a text; empty if that is nothing}
    ///
    /// @param attributes all attributes of somebody
    /// @param name what [#isName] finds to be one
    public static Optional<String> in(Map<String, Object> attributes, String name) {
        return Optional.ofNullable(AttributeDifference.texts(attributes).get(name));
    }

    /// {@return what somebody's attributes contain who has this one, one of them: JSON objects}
    ///
    /// @param name what [#isName] finds to be one
    /// @param value the value, compared exactly in its normal form
    public static List<String> contained(String name, String value) {
        String text = NormalForm.text(value);
        int dot = name.indexOf('.');
        if (dot < 0) {
            return List.of(JSON.writeValueAsString(Map.of(name, text)));
        }
        Stream<Object> values = NO_TEXT.matcher(text).matches() ? Stream.of(text, JSON.readTree(text))
                : Stream.of(text);
        return values.map(
                one -> JSON.writeValueAsString(Map.of(name.substring(0, dot), Map.of(name.substring(dot + 1), one))))
                .toList();
    }
}
