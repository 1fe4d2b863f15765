package firedrill.provider.local;

import firedrill.component.git.GitServer;
import firedrill.ground.GroundSpec;
import firedrill.guard.Guard;
import firedrill.guard.GuardedHttp;
import firedrill.sandbox.Database;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Topology;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.foundation.VmFoundations;
import firedrill.sandbox.tool.Toolbox;
import firedrill.sandbox.vm.MachineImage;
import firedrill.sandbox.vm.MachineImages;
import firedrill.sandbox.vm.Processor;
import firedrill.sandbox.vm.SavedState;
import firedrill.sandbox.vm.VirtualPi;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** In a virtual machine of their own that hangs on pi2's plug. */
final class MachineFoundations implements LocalFoundations {

  private static final Duration BOOT_WITHIN = Duration.ofMinutes(5);

  private final Path directory;
  private final Map<String, String> settings;
  private final Processor processor = Processor.of(Processor.architecture());
  private final MachineImages images;
  private final MachineImage image;
  private Guard guard;
  private LocalNode pi2;
  private VirtualPi machine;
  private VmFoundations unit;

  MachineFoundations(GroundSpec spec, Toolbox toolbox) {
    this.directory = spec.directory();
    this.settings = spec.foundations().settings();
    this.images = new MachineImages(toolbox, spec.checkout(), processor);
    this.image = images.find();
  }

  @Override
  public Map<String, Supplier<Path>> contents() {
    return Map.of();
  }

  @Override
  public void attach(LocalSandbox sandbox, Guard ofLab) {
    guard = ofLab;
    machine =
        VirtualPi.prepare(
            new VirtualPi.Settings(
                LocalSandbox.isInside(),
                directory,
                MachineImages.libvirtCache(),
                image,
                images.template(),
                processor,
                sandbox.plugMachine(LocalSandbox.FOUNDATIONS),
                Addresses.FOUNDATIONS + "/24",
                sandbox.podRoutes()),
            guard);
    pi2 = sandbox.node(Topology.PI2);
    unit = new VmFoundations(pi2, machine, image, differences());
  }

  @Override
  public void start() {
    Optional<SavedState> state = images.state(image);
    if (!differences().isEmpty()) {
      unit.boot(pi2);
    } else if (state.isPresent()) {
      machine.resume(state.get());
    } else {
      unit.boot(pi2);
      keepState();
    }
    pi2.atBoot(unit);
  }

  /** For the guest's command line; a saved state has none of it. */
  private Map<String, String> differences() {
    return settings.isEmpty()
        ? Map.of()
        : Map.of(
            "postgres",
            settings.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(",")));
  }

  /** Once per image: booted until both answer, then saved for the runs to come. */
  private void keepState() {
    GuardedHttp http = new GuardedHttp(guard, Duration.ofSeconds(1));
    HttpRequest health =
        HttpRequest.newBuilder(unit.git().address().resolve(GitServer.HEALTH))
            .timeout(Duration.ofSeconds(30))
            .build();
    Awaitility.await("pi2's first boot, until Gitea answers")
        .atMost(BOOT_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> http.send(health, BodyHandlers.discarding()).statusCode() == 200);
    Path folder = directory.resolve("pi2-state");
    machine.save(folder);
    images.keep(image, new SavedState(folder));
  }

  @Override
  public Database database() {
    return unit.database();
  }

  @Override
  public GitService git() {
    return unit.git();
  }

  @Override
  public void close() {
    if (machine != null) {
      machine.close();
    }
  }
}
