package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Of all that others may call: nothing in the place of one argument after the other. */
@DisplayName("what is missing is a refusal, or makes no difference; it is never another exception")
class NullsTest {
  /** Nobody listens there. */
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  private static final TestCa CA = new TestCa();

  @TempDir Path folder;
  private final Map<Class<?>, Object> values = new HashMap<>();
  private final List<Object> instances = new ArrayList<>();

  @BeforeEach
  void values() throws IOException {
    URI server = URI.create("https://127.0.0.1:9");
    Guard guard = new Fixture(folder).withApiServer(server, CA).guard;
    Path run = Files.createDirectories(folder.resolve("run"));
    KubeMaterial material = new KubeMaterial(server, CA.pem(), CA.client());
    MinioLogin login = MinioLogin.of("a", "b");
    Supplier<Object> none = () -> null;
    put(Guard.class, guard);
    put(RecordStore.class, new RecordStore(folder.resolve("others")));
    put(SandboxRecord.class, guard.record());
    put(GuardSettings.class, guard.settings());
    put(KubeMaterial.class, material);
    put(KubeCredentials.class, CA.client());
    put(MinioLogin.class, login);
    put(StoreKind.class, StoreKind.GITEA);
    put(StoreMark.class, new StoreMark(guard, "x"));
    put(Enclosure.class, (Enclosure) at -> {});
    put(Optional.class, Optional.empty());
    put(Path.class, run);
    put(URI.class, NOWHERE);
    put(String.class, "x");
    put(String[].class, new String[] {"X"});
    put(Duration.class, Duration.ofSeconds(1));
    put(Supplier.class, none);
    put(UnaryOperator.class, UnaryOperator.identity());
    put(BooleanSupplier.class, (BooleanSupplier) () -> true);
    put(BiPredicate.class, (BiPredicate<Object, Object>) (a, b) -> true);
    put(Runnable.class, (Runnable) () -> {});
    put(List.class, List.of());
    put(Map.class, Map.of());
    put(InetAddress.class, InetAddress.getLoopbackAddress());
    put(InetSocketAddress.class, new InetSocketAddress("127.0.0.1", 9));
    put(Instant.class, Instant.now());
    put(HttpRequest.class, HttpRequest.newBuilder(NOWHERE).build());
    put(HttpResponse.BodyHandler.class, HttpResponse.BodyHandlers.discarding());
    put(Throwable.class, new IOException("x"));
    put(int.class, 0);
    put(boolean.class, false);
    instances.addAll(
        List.of(
            guard,
            guard.settings(),
            new RecordStore(folder.resolve("others")),
            new ChildEnvironment(guard, run),
            new ContainerMark(guard, "x"),
            new DomainMark(guard),
            new GuardedHttp(guard),
            new GuardedJdbc(guard),
            new GuardedKubernetes(guard, material),
            new GuardedMinio(guard, "minio", NOWHERE, () -> login),
            new GuardedStore(guard, StoreKind.GITEA, NOWHERE, Duration.ofSeconds(1), () -> "t"),
            new GuardedVault(guard, NOWHERE, () -> "t"),
            new KubeconfigReader(guard, run),
            material,
            new PostgresMark(guard),
            new StoreMark(guard, "x")));
  }

  private void put(Class<?> type, Object value) {
    values.put(type, value);
  }

  @TestFactory
  Stream<DynamicTest> every_constructor_and_factory() {
    return Stream.of(
            ChildEnvironment.class,
            ContainerMark.class,
            DockerHosts.class,
            DomainMark.class,
            Enclosure.class,
            Guard.class,
            GuardRefusal.class,
            GuardSettings.class,
            GuardedHttp.class,
            GuardedJdbc.class,
            GuardedKubernetes.class,
            GuardedMinio.class,
            GuardedStore.class,
            GuardedVault.class,
            KubeCredentials.BearerToken.class,
            KubeMaterial.class,
            KubeconfigReader.class,
            LabSocketFactory.class,
            LibvirtUris.class,
            MinioLogin.class,
            PostgresMark.class,
            RecordStore.class,
            SandboxRecord.class,
            StoreKind.class,
            StoreMark.class)
        .flatMap(
            type ->
                Stream.concat(
                    Arrays.stream(type.getConstructors()),
                    Arrays.stream(type.getMethods())
                        .filter(m -> Modifier.isStatic(m.getModifiers()))
                        .filter(
                            m -> m.getDeclaringClass() == type && !m.getName().equals("valueOf"))))
        .flatMap(one -> tests(null, one));
  }

  @TestFactory
  Stream<DynamicTest> every_method() {
    return instances.stream()
        .flatMap(
            on ->
                Arrays.stream(on.getClass().getMethods())
                    .filter(m -> m.getDeclaringClass() == on.getClass())
                    .filter(m -> !m.getName().equals("equals"))
                    .filter(m -> !Modifier.isStatic(m.getModifiers()))
                    .flatMap(m -> tests(on, m)));
  }

  private Stream<DynamicTest> tests(Object on, Executable called) {
    List<DynamicTest> tests = new ArrayList<>();
    Class<?>[] types = called.getParameterTypes();
    for (int i = 0; i < types.length; i++) {
      if (!types[i].isPrimitive()) {
        Object[] arguments = Arrays.stream(types).map(this::value).toArray();
        arguments[i] = null;
        String name =
            called.getDeclaringClass().getSimpleName()
                + "."
                + called.getName()
                + Arrays.stream(types).map(Class::getSimpleName).toList()
                + " without its argument "
                + (i + 1);
        tests.add(DynamicTest.dynamicTest(name, () -> judged(on, called, arguments)));
      }
    }
    return tests.stream();
  }

  private Object value(Class<?> type) {
    assertThat(values).as("a value to give for %s", type).containsKey(type);
    return values.get(type);
  }

  private static void judged(Object on, Executable called, Object[] arguments) throws Exception {
    try {
      if (called instanceof Constructor<?> constructor) {
        constructor.newInstance(arguments);
      } else {
        ((Method) called).invoke(on, arguments);
      }
    } catch (InvocationTargetException e) {
      // Where it makes no difference, nobody answers.
      assertThat(e.getCause())
          .isInstanceOfAny(
              GuardRefusal.class,
              IOException.class,
              UncheckedIOException.class,
              SQLException.class);
    }
  }
}
