package firedrill;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import firedrill.fault.PowerCut;
import firedrill.junit.DrillRun;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.BackupLabFactory;
import firedrill.lab.EngineLabFactory;
import firedrill.lab.FoundationsLabFactory;
import firedrill.lab.HomeLabFactory;
import firedrill.lab.Lab;
import firedrill.lab.LonghornLabFactory;
import firedrill.lab.MinioClusterLabFactory;
import firedrill.lab.VolumeBackupLabFactory;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Requires;
import firedrill.verdict.VerdictKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NeedsTest {

  private static final List<JavaClass> DRILLS =
      Imported.DRILLS.stream().filter(type -> !scenarios(type).isEmpty()).toList();

  private static List<JavaMethod> scenarios(JavaClass type) {
    return type.getMethods().stream()
        .filter(m -> m.isAnnotatedWith(Scenario.class) || m.isAnnotatedWith(Twin.class))
        .toList();
  }

  private static Set<Capability> declared(CanBeAnnotated by) {
    return by.isAnnotatedWith(Needs.class) && by instanceof JavaMethod method
        ? Set.of(method.getAnnotationOfType(Needs.class).value())
        : by instanceof JavaClass type && type.isAnnotatedWith(Needs.class)
            ? Set.of(type.getAnnotationOfType(Needs.class).value())
            : Set.of();
  }

  /** What comes of a scenario, of its class' construction, and of what runs around it. */
  private static Map<Capability, String> used(JavaMethod scenario) {
    JavaClass type = scenario.getOwner();
    List<JavaCodeUnit> from = new ArrayList<>(type.getConstructors());
    from.add(scenario);
    type.getMethods().stream()
        .filter(m -> m.isAnnotatedWith(BeforeEach.class) || m.isAnnotatedWith(AfterEach.class))
        .forEach(from::add);
    return CallReach.of(from);
  }

  private static List<String> silent(JavaClass drill) {
    List<String> silent = new ArrayList<>();
    for (JavaMethod scenario : scenarios(drill)) {
      Map<Capability, String> used = used(scenario);
      used.keySet().removeAll(declared(drill));
      used.keySet().removeAll(declared(scenario));
      used.forEach(
          (capability, at) ->
              silent.add(
                  "%s#%s calls at %s what needs %s; write @Needs(Capability.%s)"
                      .formatted(
                          drill.getSimpleName(), scenario.getName(), at, capability, capability)));
    }
    return silent;
  }

  private static List<String> needless(JavaClass drill) {
    List<String> needless = new ArrayList<>();
    Set<Capability> byNone = new TreeSet<>(declared(drill));
    for (JavaMethod scenario : scenarios(drill)) {
      Set<Capability> used = used(scenario).keySet();
      byNone.removeAll(used);
      Set<Capability> own = new TreeSet<>(declared(scenario));
      own.removeAll(used);
      own.forEach(c -> needless.add(drill.getSimpleName() + "#" + scenario.getName() + " " + c));
    }
    byNone.forEach(c -> needless.add(drill.getSimpleName() + " " + c));
    return needless;
  }

  @Test
  @DisplayName("a scenario that comes to use what not every sandbox can do says so")
  void said() {
    assertThat(DRILLS).hasSizeGreaterThan(10);
    assertThat(DRILLS.stream().flatMap(drill -> silent(drill).stream())).isEmpty();
  }

  @Test
  @DisplayName("what is said to be needed is used, so that nothing is left out without reason")
  void used() {
    assertThat(DRILLS.stream().flatMap(drill -> needless(drill).stream())).isEmpty();
  }

  @Needs(Capability.PARTITION)
  static class Forgetful {

    @Scenario("cut")
    @Needs({Capability.CRASH, Capability.REWIND_DISKS})
    void cut(Lab lab, DrillRun run) throws Exception {
      Supplier<PowerCut> handedOn = () -> PowerCut.ofAll(lab.sandbox());
      run.inject(handedOn.get());
      run.prepare("crash", () -> lab.sandbox().power().crash());
    }

    @Twin(value = "none", expect = VerdictKind.FAIL, culprit = "nothing")
    void nothing(DrillRun run) {
      run.finding("nothing is used");
    }
  }

  @Test
  @DisplayName("red: a cut that a lambda makes and a fault does, and needs that nothing uses")
  void forgetful() {
    JavaClass forgetful = Imported.ALL.get(Forgetful.class);
    assertThat(silent(forgetful))
        .singleElement()
        .asString()
        .startsWith("Forgetful#cut calls at (PowerCut.java:")
        .endsWith("write @Needs(Capability.CUT_POWER)");
    assertThat(needless(forgetful))
        .containsExactlyInAnyOrder("Forgetful#cut REWIND_DISKS", "Forgetful PARTITION");
  }

  @Test
  @DisplayName(
      "each capability is asked for by a call, by a component, or by the machines of a lab")
  void asked() {
    Set<Capability> byCalls =
        Imported.MAIN.stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(m -> m.isAnnotatedWith(Requires.class))
            .map(m -> m.getAnnotationOfType(Requires.class).value())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Capability.class)));
    assertThat(EnumSet.complementOf(EnumSet.copyOf(byCalls)))
        .containsExactlyInAnyOrder(
            Capability.BLOCK_DEVICE,
            Capability.VIRTUAL_MACHINE,
            Capability.SEVERAL_NODES,
            Capability.KUBELET_VOLUMES,
            Capability.OTHER_NODES,
            Capability.OUTSIDE_MACHINES,
            Capability.GIT_SERVICE);
    assertThat(new LonghornLabFactory().needs())
        .containsExactlyInAnyOrder(Capability.BLOCK_DEVICE, Capability.SEVERAL_NODES);
    assertThat(new EngineLabFactory().needs()).containsExactly(Capability.SEVERAL_NODES);
    assertThat(new FoundationsLabFactory().needs()).containsExactly(Capability.GIT_SERVICE);
    assertThat(new BackupLabFactory().needs()).contains(Capability.OUTSIDE_MACHINES);
    assertThat(new VolumeBackupLabFactory().needs()).contains(Capability.KUBELET_VOLUMES);
    assertThat(new MinioClusterLabFactory().needs())
        .containsExactlyInAnyOrder(Capability.OTHER_NODES, Capability.SEVERAL_NODES);
    assertThat(new HomeLabFactory().needs()).isEmpty();
  }
}
