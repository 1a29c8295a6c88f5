package dev.rollcall.simulator;

import static dev.rollcall.simulator.ControlCall.get;
import static dev.rollcall.simulator.ControlCall.post;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import tools.jackson.databind.json.JsonMapper;

/// The control calls that change and show organizations and directories.
final class DirectoryControls {

    private static final String ORGANIZATION = "/control/organizations/{org}";
    private static final String DIRECTORY = "/control/directories/{dir}";
    private static final String USER = DIRECTORY + "/users/{user}";
    private static final String GROUP = DIRECTORY + "/groups/{group}";

    private final SimulatedEnvironment environment;
    private final JsonMapper mapper;

    DirectoryControls(SimulatedEnvironment environment, JsonMapper mapper) {
        this.environment = environment;
        this.mapper = mapper;
    }

    List<ControlCall> calls() {
        return List.of(
                post("/control/organizations", "name=Acme&id=org_7", "creates an organization",
                        (ids, is) -> show(environment.createOrganization(is.text("id"), is.text("name")))),
                post(ORGANIZATION, "name=Acme", "renames an organization", organization((organization, is) -> {
                    organization.rename(is.text("name").orElseThrow(() -> new IllegalArgumentException("name?")));
                    return show(organization);
                })), post(ORGANIZATION + "/delete", "", "deletes an organization", organization((organization, is) -> {
                    organization.delete();
                    return show(organization);
                })),
                post(ORGANIZATION + "/directories", "id=dir_7&provider=OKTA&enabled=true&people=1000&groups=20",
                        "creates a directory (OKTA, MICROSOFT_AD), with so many generated people and groups, quietly",
                        organization(this::createDirectory)),
                get(DIRECTORY, "shows a directory", directory((directory, is) -> show(directory))),
                post(DIRECTORY + "/enable", "", "enables a directory", directory((directory, is) -> {
                    directory.enable();
                    return show(directory);
                })), post(DIRECTORY + "/disable", "", "disables a directory", directory((directory, is) -> {
                    directory.disable();
                    return show(directory);
                })), post(DIRECTORY + "/detail", "active_and_roles=false",
                        "leaves active and roles out of user_detail, or puts them back", directory((directory, is) -> {
                            directory.tellActiveAndRoles(is.flag("active_and_roles", true));
                            return show(directory);
                        })),
                post(DIRECTORY + "/token", "expires_in=P12D",
                        "lets the token that the customer's directory signs in with expire after so long, PT0S for at once",
                        directory((directory, is) -> {
                            var now = environment.time().instant();
                            directory.tokens(new SimulatedToken("Nzg5",
                                    now.plus(is.text("expires_in").map(Duration::parse).orElse(Duration.ZERO)), now));
                            return show(directory);
                        })),
                post(DIRECTORY + "/generate", "people=100000&groups=200", "adds people without webhooks",
                        directory((directory, is) -> {
                            directory.generate(is.number("people", 0), is.number("groups", 0));
                            return show(directory);
                        })),
                get(DIRECTORY + "/users", "everyone in a directory, one a line: the truth",
                        directory((directory, is) -> stream(directory))),
                post(DIRECTORY + "/join", "count=200&roles=viewer",
                        "lets people join; for one also id, email, given_name, family_name, dp_id; groups by their ids",
                        directory((directory,
                                is) -> list(directory.join(is.number("count", 1),
                                        user -> is.applyTo(user.id(is.text("id").orElse(user.id()))))))),
                post(DIRECTORY + "/leave", "count=20", "lets so many leave, or percent=40",
                        directory((directory, is) -> list(directory.leave(is.number("percent")
                                .map(percent -> directory.size() * percent / 100).orElse(is.number("count", 1)))))),
                post(USER, "email=new@example.com&roles=admin,viewer",
                        "changes somebody: email, given_name, family_name, dp_id, active, roles, groups, department, title; all attributes={…}",
                        one((directory, id, is) -> directory.change(id, is::applyTo))),
                post(USER + "/leave", "", "lets somebody leave", one((directory, id, is) -> {
                    var leaver = directory.user(id);
                    directory.leave(id);
                    return leaver;
                })),
                post(USER + "/deactivate", "", "deactivates somebody",
                        one((directory, id, is) -> directory.deactivate(id))),
                post(USER + "/reactivate", "", "reactivates somebody",
                        one((directory, id, is) -> directory.reactivate(id))),
                post(USER + "/rehire", "", "hires somebody again who left: a new directory user with the same e-mail",
                        one((directory, id, is) -> directory.rehire(id))),
                get(DIRECTORY + "/groups", "the groups of a directory",
                        directory((directory, is) -> list(directory.groups()))),
                post(DIRECTORY + "/groups", "name=Sales&members=50",
                        "makes a group of so many; or, with an id, an empty one",
                        directory(DirectoryControls::createGroup)),
                post(GROUP, "name=Customer Care", "renames a group",
                        one((directory, id, is) -> directory.renameGroup(id, is.text("name").orElse("")))),
                post(GROUP + "/roles", "role=editor&assigned=true",
                        "assigns a role to a group, or takes it back; with quiet=true in role_assignments alone",
                        one(DirectoryControls::assign)),
                post(GROUP + "/delete", "", "deletes a group", one((directory, id, is) -> {
                    var group = directory.group(id);
                    directory.deleteGroup(id);
                    return group;
                })));
    }

    Map<String, Object> show(SimulatedOrganization organization) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", organization.id());
        shown.put("name", organization.name());
        shown.put("directories", organization.directories().stream().map(DirectoryControls::show).toList());
        return shown;
    }

    private Object createDirectory(SimulatedOrganization organization, Parameters is) {
        var directory = organization.createDirectory(is.text("id"), is.text("provider").map(Provider::valueOf), false);
        directory.generate(is.number("people", 0), is.number("groups", 0));
        if (is.flag("enabled", true)) {
            directory.enable();
        }
        return show(directory);
    }

    private static Object createGroup(SimulatedDirectory directory, Parameters is) {
        var name = is.text("name").orElse("Group");
        return is.text("id").map(id -> directory.createGroup(id, name))
                .orElseGet(() -> directory.createGroup(name, is.number("members", 0)));
    }

    private static Object assign(SimulatedDirectory directory, String groupId, Parameters is) {
        var role = is.text("role").orElseThrow(() -> new IllegalArgumentException("role?"));
        if (is.flag("assigned", true)) {
            directory.assignRole(groupId, role);
        } else {
            directory.unassignRole(groupId, role);
        }
        return directory.group(groupId);
    }

    private static Map<String, Object> show(SimulatedDirectory directory) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", directory.id());
        shown.put("organization_id", directory.organizationId());
        shown.put("provider", directory.provider());
        shown.put("enabled", directory.enabled());
        shown.put("users", directory.size());
        shown.put("groups", directory.groups().size());
        shown.put("oddities", directory.oddities().state());
        return shown;
    }

    private Answer stream(SimulatedDirectory directory) {
        return new Answer.Streamed("application/x-ndjson", out -> {
            var number = directory.next(0);
            while (number > 0) {
                out.write((mapper.writeValueAsString(directory.user(number)) + "\n").getBytes(UTF_8));
                number = directory.next(number);
            }
        });
    }

    private static Object list(List<?> elements) {
        return Map.of("data", elements);
    }

    private ControlCall.Action organization(BiFunction<SimulatedOrganization, Parameters, Object> action) {
        return (ids, is) -> action.apply(environment.organization(ids.getFirst()), is);
    }

    private ControlCall.Action directory(BiFunction<SimulatedDirectory, Parameters, Object> action) {
        return (ids, is) -> action.apply(environment.directory(ids.getFirst()), is);
    }

    /// An action on one user or group of a directory.
    private interface OnOne {
        Object run(SimulatedDirectory directory, String id, Parameters is);
    }

    private ControlCall.Action one(OnOne action) {
        return (ids, is) -> action.run(environment.directory(ids.getFirst()), ids.getLast(), is);
    }
}
