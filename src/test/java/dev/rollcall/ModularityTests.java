package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/// The modules keep to the dependencies that their front pages declare.
class ModularityTests {

    @Test
    void everyModuleUsesOnlyWhatItDeclares() {
        ApplicationModules.of(Rollcall.class).verify();
    }

    @Test
    void hidesAtLeastHalfOfItsTypes() {
        Map<Boolean, List<JavaClass>> types = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
                .importPackages("dev.rollcall").stream().filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.partitioningBy(type -> type.getModifiers().contains(JavaModifier.PUBLIC)));
        assertThat(types.get(true)).hasSizeLessThanOrEqualTo(types.get(false).size());
    }
}
