package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.Customer.Statement;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.boot.test.web.server.LocalServerPort;

/// A test of what directories send in the field, with a customer of its own for each case.
@RollcallTest
@Execution(ExecutionMode.SAME_THREAD)
abstract class CasesTest {

    static final String ANA = "'id':'diruser_a','email':'ana@f.example'";
    static final String BEN = "'id':'diruser_b','email':'ben@f.example'";
    static final String ADMINS = "'groups':[{'id':'dirgroup_1','name':'Admins'}]";
    static final String OKTA_ID = "'dp_id':'00u1abcdefghij123456'";
    static final String OTHER_OKTA_ID = "'dp_id':'00u2abcdefghij123456'";

    @LocalServerPort
    private int port;

    static String user(String id, String email, String... more) {
        return "'id':'diruser_%s','email':'%s'%s".formatted(id, email,
                more.length == 0 ? "" : "," + String.join(",", more));
    }

    final Customer customer() {
        return new Customer(port);
    }

    /// {@return a customer whose group Admins gives a role}
    final Customer withAdmins() {
        return customer().mapping("Admins", "admin");
    }

    final void inAnyOrder(List<Statement> statements, Consumer<Customer> outcome) {
        Customer.inAnyOrder(this::customer, statements, outcome);
    }

    final void inAnyOrderWithAdmins(List<Statement> statements, Consumer<Customer> outcome) {
        Customer.inAnyOrder(this::withAdmins, statements, outcome);
    }

    static void assertAnaIsAdmin(Customer customer) {
        assertThat(customer.groups("diruser_a")).containsExactly("Admins");
        assertThat(customer.roles("diruser_a")).containsExactly("admin");
    }
}
