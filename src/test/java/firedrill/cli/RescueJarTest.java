package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.replica.MadeReplica;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With what the build puts into the single jar, and with nothing else, each command works. */
class RescueJarTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;

  @TempDir Path folder;
  private Path replica;

  @BeforeEach
  void replica() throws IOException {
    for (String node : List.of("pi1", "pi2")) {
      MadeReplica made =
          new MadeReplica(folder.resolve(node + "/replicas/pvc-c-" + node + "aaaaa"), SIZE);
      made.layer("volume-snap-one.img", SIZE).fill(1, 1);
      made.layer("volume-head-001.img", SIZE).fill(3, 3).finish();
      replica = made.directory();
    }
  }

  /** Only what the shade plugin's configuration lets in. */
  private static final class InTheJar extends URLClassLoader {
    private final List<Pattern> own;

    InTheJar(URL[] path, List<Pattern> own) {
      super(path, ClassLoader.getPlatformClassLoader());
      this.own = own;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/');
      if (name.startsWith("firedrill.") && own.stream().noneMatch(p -> p.matcher(file).matches())) {
        throw new ClassNotFoundException(name + " is not let into the jar (pom.xml, shade)");
      }
      return super.findClass(name);
    }
  }

  private static List<String> includes(String xml) {
    List<String> all = new ArrayList<>();
    Matcher include = Pattern.compile("<include>([^<]+)</include>").matcher(xml);
    while (include.find()) {
      all.add(include.group(1));
    }
    return all;
  }

  private static String between(String text, String from, String to) {
    int begin = text.indexOf(from);
    return text.substring(begin, text.indexOf(to, begin));
  }

  private static InTheJar jar() throws IOException {
    String shade =
        between(Files.readString(Path.of("pom.xml")), "<artifactId>maven-shade", "</plugin>");
    List<String> artifacts = includes(between(shade, "<artifactSet>", "</artifactSet>"));
    List<Pattern> own =
        includes(between(shade, "<filters>", "</filter>")).stream()
            .map(p -> Pattern.compile(p.replace("**", ".+").replaceAll("(?<!\\.)\\*", "[^/]*")))
            .toList();
    assertThat(own).isNotEmpty();
    List<URL> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path file = Path.of(entry).toAbsolutePath();
      boolean wanted =
          Files.isDirectory(file)
              ? file.endsWith("target/classes")
              : artifacts.stream().anyMatch(a -> isOf(a, file));
      if (wanted) {
        path.add(file.toUri().toURL());
      }
    }
    return new InTheJar(path.toArray(URL[]::new), own);
  }

  /** In a repository's layout, or not: {@code <group>/<artifact>/<version>/<artifact>-….jar}. */
  private static boolean isOf(String artifact, Path jar) {
    String[] parts = artifact.split(":");
    String name = parts[1].equals("*") ? "jackson-" : parts[1] + "-";
    return jar.getFileName().toString().matches(Pattern.quote(name) + ".*\\.jar")
        && jar.toString().replace('/', '.').contains(parts[0]);
  }

  private String run(int status, Object... arguments) throws Exception {
    StringWriter said = new StringWriter();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (InTheJar jar = jar()) {
      thread.setContextClassLoader(jar);
      Method made = jar.loadClass("firedrill.cli.RescueMain").getDeclaredMethod("commandLine");
      made.setAccessible(true);
      Object line = made.invoke(null);
      Class<?> type = line.getClass();
      type.getMethod("setOut", PrintWriter.class).invoke(line, new PrintWriter(said, true));
      type.getMethod("setErr", PrintWriter.class).invoke(line, new PrintWriter(said, true));
      String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
      Object result = type.getMethod("execute", String[].class).invoke(line, (Object) texts);
      assertThat(result).as(said.toString()).isEqualTo(status);
    } finally {
      thread.setContextClassLoader(before);
    }
    return said.toString();
  }

  @Test
  @DisplayName("wrong arguments")
  void wrong() throws Exception {
    assertThat(run(2, "rescue", "merge", replica)).contains("Missing required option: '-o");
  }

  @Test
  @DisplayName("list")
  void list() throws Exception {
    assertThat(run(0, "rescue", "list", "--json", folder)).contains("\"outcome\" : \"certain\"");
    assertThat(run(0, "rescue", "list", folder)).contains("-> recover from ");
  }

  @Test
  @DisplayName("merge, and its report")
  void merge() throws Exception {
    Path image = folder.resolve("data.img");
    assertThat(run(0, "rescue", "merge", replica, "-o", image, "--beside", folder.resolve("pi1")))
        .contains("sha256 ");
    assertThat(Files.size(image)).isEqualTo(SIZE);
    assertThat(Files.readString(folder.resolve("data.img.json"))).contains("\"sha256\"");
  }

  @Test
  @DisplayName("check, of JSON, of YAML, and of what is none")
  void check() throws Exception {
    String volume =
        "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"Volume\",\"metadata\":{\"name\":\"v\"},"
            + "\"spec\":{\"size\":\"4096\"}}";
    Path file = folder.resolve("saved.yaml");
    Files.writeString(file, "# saved\n" + volume);
    assertThat(run(1, "rescue", "check", file)).contains("it holds no Replica");
    Files.writeString(file, volume);
    assertThat(run(1, "rescue", "check", file)).contains("v: it has no Engine here");
    Files.writeString(file, "hello");
    assertThat(run(2, "rescue", "check", file)).contains("saved.yaml");
  }
}
