package firedrill.guard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.channels.SocketChannel;
import java.sql.DriverManager;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** A client made elsewhere would not carry the guard. */
class OnlyTheGuardConnectsTest {
  private static final JavaClasses HARNESS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("firedrill");

  @Test
  void clients_are_made_by_the_guard_alone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("firedrill.guard..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(KubernetesClientBuilder.class)
        .orShould()
        .callConstructor(ConfigBuilder.class)
        .orShould()
        .callMethod(Config.class, "autoConfigure", String.class)
        .orShould()
        .callMethod(HttpClient.class, "newBuilder")
        .orShould()
        .callMethod(HttpClient.class, "newHttpClient")
        .orShould()
        .callMethod(URL.class, "openConnection")
        .orShould()
        .callMethod(URL.class, "openStream")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(DriverManager.class)
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "okhttp3.OkHttpClient[$]Builder|io.minio.Minio(Async)?Client[$]Builder|io.minio.credentials..*")
        .orShould()
        .callConstructor(OkHttpClient.class)
        .orShould()
        .callMethod(OkHttpClient.class, "newBuilder")
        .because("only the guard's factories check where a request goes")
        .check(HARNESS);
  }

  @Test
  void sockets_are_opened_only_where_the_address_is_the_lab_s_own() {
    noClasses()
        .that()
        .haveNameMatching(
            "firedrill\\.(?!guard\\.|sandbox\\.local\\.agent\\.NetworkProber|sandbox\\.k3d\\.K3dPostgres"
                + "|sandbox\\.local\\.foundation\\.(VmFoundations|LocalPostgres)).*")
        .should()
        .callConstructor(Socket.class)
        .orShould()
        .callConstructor(Socket.class, Proxy.class)
        .orShould()
        .callConstructor(Socket.class, String.class, int.class)
        .orShould()
        .callConstructor(Socket.class, InetAddress.class, int.class)
        .orShould()
        .callMethod(URL.class, "openConnection", Proxy.class)
        .orShould()
        .callMethod(SocketChannel.class, "open", SocketAddress.class)
        .because("nobody else looks at whom a socket is connected to")
        .check(HARNESS);
  }

  @Test
  void docker_is_driven_by_a_library_only_where_its_engine_is_compared() {
    libraryOfDocker("firedrill\\.(?!sandbox\\.k3d\\.K3sCluster).*").check(HARNESS);
    assertThatThrownBy(() -> libraryOfDocker("firedrill\\..*").check(HARNESS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("firedrill.sandbox.k3d.K3sCluster");
  }

  private static ArchRule libraryOfDocker(String classes) {
    return noClasses()
        .that()
        .haveNameMatching(classes)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.testcontainers..", "com.github.dockerjava..")
        .because("it looks for an engine by itself, and the guard has looked at one");
  }

  @Test
  void processes_are_started_only_where_nothing_is_inherited() {
    programStarts(
            "firedrill.(?!sandbox\\.process\\.|sandbox\\.tool\\.Group|junit\\.Revision|report\\.AllureCli).*")
        .check(HARNESS);
  }

  @Test
  void who_starts_programs_of_the_lab_looks_for_the_stop_file_first() {
    classes()
        .that()
        .haveNameMatching("firedrill\\.sandbox\\.(process|tool)\\.[A-Za-z]+")
        .and(
            DescribedPredicate.describe(
                "start programs",
                one ->
                    one.getConstructorCallsFromSelf().stream()
                        .anyMatch(
                            call -> call.getTargetOwner().isEquivalentTo(ProcessBuilder.class))))
        .should()
        .callMethod(GuardSettings.class, "requireNotStopped")
        .because("the stop file halts everything")
        .check(HARNESS);
  }

  @Test
  void a_place_that_starts_processes_is_seen() {
    assertThatThrownBy(() -> programStarts("firedrill\\..*").check(HARNESS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("firedrill.sandbox.process.Spawn");
  }

  private static ArchRule programStarts(String classes) {
    return noClasses()
        .that()
        .haveNameMatching(classes)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .because("whoever starts a program clears its environment first");
  }

  @Test
  void the_guard_knows_nothing_of_the_rest() {
    noClasses()
        .that()
        .resideInAPackage("firedrill.guard..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "firedrill.sandbox..",
            "firedrill.lab..",
            "firedrill.component..",
            "firedrill.junit..",
            "firedrill.cli..",
            "drills..",
            "erp..")
        .check(HARNESS);
  }
}
