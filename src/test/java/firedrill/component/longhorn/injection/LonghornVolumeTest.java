package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.VolumeTraits;
import firedrill.component.longhorn.data.EngineSocket;
import firedrill.component.longhorn.data.MemoryEngine;
import firedrill.component.longhorn.saved.Managers;
import firedrill.component.longhorn.saved.MemoryApi;
import firedrill.guard.Guard;
import firedrill.guard.GuardedHttp;
import firedrill.guard.GuardedKubernetes;
import firedrill.sandbox.ContainerFile;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An API server in memory, an engine in memory, and a manager that does what it is told to. */
@Timeout(60)
@DisplayName("a volume of the cluster's own Longhorn")
class LonghornVolumeTest {
  private static final int SIZE = 1 << 20;
  private static final String CRS = "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/";
  private static final String VOLUME = CRS + "volumes/pvc-c";
  private static final String ATTACHMENT = CRS + "volumeattachments/pvc-c";
  private static final String MANAGER =
      "/apis/apps/v1/namespaces/longhorn-system/daemonsets/longhorn-manager";
  private static final String PODS = "/api/v1/namespaces/longhorn-system/pods/";
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(30);
  private static final VolumeTraits TRAITS =
      new VolumeTraits("rwx", "best-effort", true, true, "v1");

  @TempDir Path folder;
  private MemoryApi api;
  private KubernetesClient client;
  private MemoryEngine engine;
  private EngineSocket socket;
  private ContainerFile connected;
  private String robustness = "healthy";
  private int refusals;
  private LonghornVolume volume;
  private Longhorn longhorn;

  @BeforeEach
  void begin() throws IOException {
    api = new MemoryApi();
    api.controller = this::manage;
    client = api.client();
    engine = new MemoryEngine(SIZE, new Random(7));
    socket = new EngineSocket(folder.resolve("s"), engine);
    longhorn = new Longhorn(new Cluster(), null, "blockdev");
    volume = new LonghornVolume(longhorn, "pvc-c", 2, "pi1", LATER, TRAITS);
  }

  @AfterEach
  void end() throws IOException {
    client.close();
    api.close();
    socket.close();
    engine.close();
  }

  /** What Longhorn's manager makes of a volume and of its tickets. */
  private void manage(String path) {
    if (path.equals(VOLUME)) {
      state("detached", "unknown", "");
      api.place(
          ATTACHMENT,
          "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"VolumeAttachment\","
              + "\"metadata\":{\"name\":\"pvc-c\"},\"spec\":{\"attachmentTickets\":{}}}");
    } else if (path.equals(ATTACHMENT)) {
      boolean wanted = !tickets().isEmpty();
      state(wanted ? "attached" : "detached", wanted ? robustness : "unknown", wanted ? "pi1" : "");
      api.place(
          CRS + "engines/pvc-c-e-0",
          ("{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"Engine\","
                  + "\"metadata\":{\"name\":\"pvc-c-e-0\"},\"spec\":{\"volumeName\":\"pvc-c\"},"
                  + "\"status\":{\"currentState\":\"%s\",\"instanceManagerName\":\"im-1\"}}")
              .formatted(wanted ? "running" : "stopped"));
    }
  }

  private JsonNode tickets() {
    return api.object(ATTACHMENT).path("spec").path("attachmentTickets");
  }

  private void state(String state, String robustness, String node) {
    ((ObjectNode) api.object(VOLUME))
        .putObject("status")
        .put("state", state)
        .put("robustness", robustness)
        .put("currentNodeID", node);
  }

  /** Of a platform what this needs. */
  private final class Cluster implements Platform {
    @Override
    public KubernetesClient kubernetes() {
      return client;
    }

    @Override
    public ByteChannel connect(ContainerFile asked) throws IOException {
      connected = asked;
      if (refusals-- > 0) {
        throw new IOException("nobody listens yet");
      }
      return SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s")));
    }

    @Override
    public Guard guard() {
      throw new UnsupportedOperationException();
    }

    @Override
    public GuardedKubernetes guardedKubernetes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String kubeconfig() {
      throw new UnsupportedOperationException();
    }

    @Override
    public URI service(String namespace, String name, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public GuardedHttp services() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path assets(String program) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileTree nodeFiles(String node, String directory) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void collect(Path into) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  @DisplayName("is not there before it is made, and afterwards is what was wanted")
  void created() throws IOException {
    assertThat(volume.name()).isEqualTo("pvc-c");
    assertThat(volume.wanted()).isEqualTo(TRAITS);
    assertThat(volume.size()).isEmpty();
    assertThat(volume.identity()).isEmpty();
    assertThat(volume.traits()).isEmpty();
    volume.create(SIZE);
    assertThat(volume.size()).isEqualTo(OptionalLong.of(SIZE));
    assertThat(volume.traits()).isEqualTo(Optional.of(TRAITS));
    JsonNode spec = api.object(VOLUME).path("spec");
    assertThat(spec.path("numberOfReplicas").asInt()).isEqualTo(2);
    assertThat(spec.path("frontend").asText()).isEqualTo("blockdev");
    assertThat(spec.path("revisionCounterDisabled").asBoolean()).isTrue();
    String first = volume.identity().orElseThrow();
    assertThat(volume.identity()).hasValue(first);
    api.remove(VOLUME);
    volume.create(SIZE);
    assertThat(volume.identity().orElseThrow()).isNotEqualTo(first);
  }

  @Test
  @DisplayName("of which nothing was saved is made as Longhorn makes them by itself")
  void usual() throws IOException {
    LonghornVolume other = new LonghornVolume(longhorn, "pvc-c", 3, "pi1", LATER);
    assertThat(other.wanted()).isEqualTo(VolumeTraits.USUAL);
    other.create(SIZE);
    assertThat(other.traits()).isEqualTo(Optional.of(VolumeTraits.USUAL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"healthy", "degraded"})
  @DisplayName("is attached to its node with a device, and detached again")
  void attached(String how) throws IOException {
    robustness = how;
    volume.create(SIZE);
    try (BlockDevice device = volume.attach()) {
      assertThat(device.size()).isEqualTo(SIZE);
      device.write(4096, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      device.flush();
      assertThat(engine.bytes[4097]).isEqualTo((byte) 2);
    }
    assertThat(connected)
        .isEqualTo(
            new ContainerFile(
                "longhorn-system", "im-1", "instance-manager", "/run/longhorn-pvc-c.sock"));
    JsonNode ticket = tickets().path("firedrill-injection");
    assertThat(ticket.path("nodeID").asText()).isEqualTo("pi1");
    assertThat(ticket.path("type").asText()).isEqualTo("longhorn-api");
    assertThat(ticket.path("parameters").path("disableFrontend").asText()).isEqualTo("false");
    volume.detach();
    assertThat(tickets().isEmpty()).isTrue();
    assertThat(longhorn.volume("pvc-c").orElseThrow().isDetached()).isTrue();
    volume.detach();
  }

  private LonghornVolume impatient() {
    return new LonghornVolume(longhorn, "pvc-c", 2, "pi1", SOON, TRAITS);
  }

  @Test
  @DisplayName("that does not become what was asked for is told of with what it is")
  void never() throws IOException {
    volume = impatient();
    api.controller = path -> {};
    assertThatThrownBy(() -> volume.create(SIZE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("volume pvc-c is made")
        .hasMessageContaining("VolumeState[name=pvc-c");
    assertThatThrownBy(volume::attach)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("volume pvc-c can be attached");
    api.controller = this::manage;
    api.remove(VOLUME);
    volume.create(SIZE);
    robustness = "faulted";
    assertThatThrownBy(volume::attach)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("volume pvc-c is attached")
        .hasMessageContaining("faulted");
    api.controller = path -> {};
    assertThatThrownBy(volume::detach)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("volume pvc-c is detached");
    api.remove(VOLUME);
    assertThatThrownBy(volume::detach).hasMessageContaining("there is no such volume");
  }

  @Test
  @DisplayName("whose engine listens a moment later is waited for, and told of when it never does")
  void silent() throws IOException {
    volume.create(SIZE);
    refusals = 3;
    volume.attach().close();
    volume.detach();
    refusals = Integer.MAX_VALUE;
    assertThatThrownBy(impatient()::attach)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the engine of pvc-c does not listen within PT1S")
        .hasMessageContaining("nobody listens yet");
  }

  @Test
  @DisplayName("managers of a cluster are ended and started by where they may run")
  void managers() {
    String node = "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"pi1\"}}";
    api.place("/api/v1/nodes/pi1", node);
    api.place(
        MANAGER,
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\","
            + "\"metadata\":{\"name\":\"longhorn-manager\"},\"spec\":{}}");
    Runnable pod =
        () ->
            api.place(
                PODS + "longhorn-manager-x",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\","
                    + "\"metadata\":{\"name\":\"longhorn-manager-x\"},\"spec\":{},"
                    + "\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
    pod.run();
    api.controller =
        path -> {
          JsonNode where =
              api.object(MANAGER).path("spec").path("template").path("spec").path("nodeSelector");
          if (where.has("firedrill/stopped")) {
            api.remove(PODS + "longhorn-manager-x");
          } else {
            pod.run();
          }
        };
    Managers managers = Managers.of(longhorn, LATER);
    managers.stop();
    assertThat(longhorn.installation().managerPods()).isZero();
    managers.start();
    assertThat(longhorn.installation().managers()).isEqualTo(1);
    Managers notYet = Managers.notYet(longhorn, SOON);
    int before = api.changes.size();
    notYet.stop();
    assertThat(api.changes).hasSize(before);
    assertThat(longhorn.installation().managerPods()).isEqualTo(1);
    api.controller = path -> {};
    api.remove(PODS + "longhorn-manager-x");
    assertThatThrownBy(Managers.of(longhorn, SOON)::start)
        .isInstanceOf(ConditionTimeoutException.class);
  }
}
