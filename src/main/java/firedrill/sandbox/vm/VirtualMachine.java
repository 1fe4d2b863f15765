package firedrill.sandbox.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.guard.DomainMark;
import firedrill.guard.GuardRefusal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/**
 * One running virtual machine of this run. Its mark is checked before each call that changes it.
 */
final class VirtualMachine {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
  private static final int AGENT_SECONDS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Domain domain;
  private final DomainMark mark;
  private final LifecycleLog log;

  VirtualMachine(Domain domain, DomainMark mark, LifecycleLog log) {
    this.domain = domain;
    this.mark = mark;
    this.log = log;
  }

  public String name() {
    try {
      return domain.getName();
    } catch (LibvirtException e) {
      throw Hypervisor.failure("name a machine", e);
    }
  }

  /** Whether it runs, as far as events tell: a stopped one is gone for good. */
  public boolean isRunning() {
    return !log.all().contains(Lifecycle.STOPPED);
  }

  /** All that happened to it since it was started. */
  public List<Lifecycle> events() {
    return log.all();
  }

  /** Waits for an event. */
  public void await(Lifecycle wanted, Duration atMost) {
    log.await(wanted, atMost);
  }

  /** Its power is gone. Returns when libvirt has said so; void when it was off. */
  public void destroy() {
    if (!isRunning()) {
      return;
    }
    requireOurs();
    try {
      domain.destroy();
    } catch (LibvirtException e) {
      if (!isOff(e)) {
        throw Hypervisor.failure("end " + name(), e);
      }
    }
    log.await(Lifecycle.STOPPED, STOP_WITHIN);
  }

  /** Writes its running state to a file and stops it. */
  public void save(Path state) {
    requireOurs();
    try {
      domain.save(state.toString());
    } catch (LibvirtException e) {
      throw Hypervisor.failure("save " + name() + " to " + state, e);
    }
    log.await(Lifecycle.STOPPED, STOP_WITHIN);
  }

  /**
   * Sets the guest's clock through the guest agent. A resumed guest believes that no time has
   * passed.
   *
   * @throws HypervisorException when the agent does not answer within 20 s
   */
  public void setClock(Instant now) {
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    ask("{\"execute\":\"guest-set-time\",\"arguments\":{\"time\":" + nanos + "}}");
  }

  /** Makes the guest write and flush all it has; freezing a file system does so. */
  public void flush() {
    ask("{\"execute\":\"guest-fsfreeze-freeze\"}");
    ask("{\"execute\":\"guest-fsfreeze-thaw\"}");
  }

  /**
   * Runs a program of the guest's as its root, through the guest agent (QEMU's guest-exec and
   * guest-exec-status).
   *
   * @return what it wrote
   * @throws HypervisorException when the agent does not answer, or the program has not ended well
   *     within 20 s
   */
  public String run(String program, List<String> arguments) {
    int pid =
        answer(
                Map.of(
                    "execute",
                    "guest-exec",
                    "arguments",
                    Map.of("path", program, "arg", arguments, "capture-output", true)))
            .path("pid")
            .asInt();
    Map<String, Object> status =
        Map.of("execute", "guest-exec-status", "arguments", Map.of("pid", pid));
    JsonNode ended =
        Awaitility.await(program + " to end in " + name())
            .atMost(Duration.ofSeconds(AGENT_SECONDS))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> answer(status), answer -> answer.path("exited").asBoolean());
    String out = text(ended, "out-data");
    if (ended.path("exitcode").asInt() != 0) {
      throw new HypervisorException(
          "%s %s in %s: %s"
              .formatted(program, arguments, name(), (out + text(ended, "err-data")).strip()));
    }
    return out;
  }

  private JsonNode answer(Map<String, Object> command) {
    try {
      return JSON.readTree(ask(JSON.writeValueAsString(command))).path("return");
    } catch (JsonProcessingException e) {
      throw new HypervisorException("the agent of " + name() + " answers no JSON", e);
    }
  }

  private static String text(JsonNode answer, String field) {
    return new String(Base64.getDecoder().decode(answer.path(field).asText()), UTF_8);
  }

  private String ask(String command) {
    requireOurs();
    try {
      return domain.qemuAgentCommand(command, AGENT_SECONDS, 0);
    } catch (LibvirtException e) {
      throw Hypervisor.failure("have the agent of " + name() + " do " + command, e);
    }
  }

  /**
   * @throws GuardRefusal when it does not carry this run's mark
   */
  void requireOurs() {
    String name = name();
    String metadata;
    String uuid;
    int start;
    try {
      uuid = domain.getUUIDString();
      start = domain.getID();
    } catch (LibvirtException e) {
      throw Hypervisor.failure("ask which machine " + name + " is", e);
    }
    try {
      metadata = domain.getMetadata(Hypervisor.METADATA_ELEMENT, DomainMark.NAMESPACE, 0);
    } catch (LibvirtException e) {
      if (e.getError() != null
          && e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA) {
        metadata = null;
      } else {
        throw Hypervisor.failure("read the mark of " + name, e);
      }
    }
    mark.require(name, uuid, start, metadata);
  }

  private static boolean isOff(LibvirtException e) {
    return e.getError() != null
        && (e.getError().getCode() == ErrorNumber.VIR_ERR_OPERATION_INVALID
            || e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN);
  }
}
