package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Holds the manifests to Kubernetes' own model, to each other and to Rollcall.
class KubernetesTests {

    private static final Path MANIFESTS = Path.of("ops/kubernetes");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of("apps/v1 Deployment",
            Deployment.class, "v1 Service", Service.class, "v1 ConfigMap", ConfigMap.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

    // The model itself keeps what it does not know.
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            }).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    static Stream<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.list(MANIFESTS)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void sayOnlyWhatKubernetesKnows(Path file) throws IOException {
        HasMetadata resource = read(file);

        assertThat(resource.getMetadata().getName()).isEqualTo("rollcall");
        assertThat(KINDS).containsEntry(resource.getApiVersion() + " " + resource.getKind(), resource.getClass());
    }

    @Test
    void wouldNotGetAwayWithAMisspelledField() throws IOException {
        String misspelled = Files.readString(MANIFESTS.resolve("deployment.yaml")).replace("readOnlyRootFilesystem",
                "readOnlyRootFileSystem");

        assertThatThrownBy(() -> parse(misspelled)).hasMessageContaining("readOnlyRootFileSystem");
    }

    @Test
    void findEachOther() throws IOException {
        Deployment deployment = deployment();
        Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
        Service service = (Service) read(MANIFESTS.resolve("service.yaml"));

        assertThat(labels).containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(service.getSpec().getSelector())
                .containsAllEntriesOf(((PodDisruptionBudget) read(MANIFESTS.resolve("pod-disruption-budget.yaml")))
                        .getSpec().getSelector().getMatchLabels());
        assertThat(container().getPorts()).extracting("name")
                .contains(service.getSpec().getPorts().getFirst().getTargetPort().getStrVal());
        assertThat(container().getEnvFrom().getFirst().getConfigMapRef().getName()).isEqualTo("rollcall");
    }

    @Test
    void giveAwayNoMoreThanTheRestrictedStandardAllows() throws IOException {
        PodSpec pod = pod();

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(container().getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container().getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container().getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container().getResources().getLimits()).containsKey("memory");
    }

    @Test
    void askWhatAnybodyMayAsk() throws IOException {
        assertThat(
                List.of(container().getStartupProbe(), container().getLivenessProbe(), container().getReadinessProbe()))
                        .extracting(KubernetesTests::path).containsExactly("/actuator/health/liveness",
                                "/actuator/health/liveness", "/actuator/health/readiness");
    }

    @Test
    void mountTheSecretWhereRollcallLooksForSettings() throws IOException {
        String location = (String) settings().get("config.import");

        assertThat(location).contains(":" + container().getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals("secrets")).findFirst().orElseThrow().getMountPath() + "}");
    }

    @Test
    void letAMigrationOfAnHourEnd() throws IOException {
        Probe startup = container().getStartupProbe();

        assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold()).isGreaterThanOrEqualTo(3600);
    }

    @Test
    void waitLongerThanRollcallTakesToFinish() throws IOException {
        long before = container().getLifecycle().getPreStop().getSleep().getSeconds();
        long finishing = DurationStyle.detectAndParse((String) settings().get("lifecycle.timeout-per-shutdown-phase"))
                .toSeconds();

        assertThat(pod().getTerminationGracePeriodSeconds()).isGreaterThan(before + finishing);
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }

    private static Deployment deployment() throws IOException {
        return (Deployment) read(MANIFESTS.resolve("deployment.yaml"));
    }

    private static PodSpec pod() throws IOException {
        return deployment().getSpec().getTemplate().getSpec();
    }

    private static Container container() throws IOException {
        return pod().getContainers().getFirst();
    }

    private static HasMetadata read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    private static HasMetadata parse(String manifest) {
        Map<String, Object> resource = yaml().load(manifest);
        Class<? extends HasMetadata> kind = KINDS.get(resource.get("apiVersion") + " " + resource.get("kind"));
        assertThat(kind).as("the kind of %s", resource).isNotNull();
        return STRICT.convertValue(resource, kind);
    }

    /// {@return what the service's own settings say under `spring`}
    private static Map<String, Object> settings() throws IOException {
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.yaml"))) {
            Map<String, Map<String, Object>> all = yaml().load(file);
            return all.get("spring");
        }
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }
}
