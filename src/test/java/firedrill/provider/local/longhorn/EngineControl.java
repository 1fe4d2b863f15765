package firedrill.provider.local.longhorn;

import firedrill.component.longhorn.engine.BareEngine;
import firedrill.ground.BlockStorage;
import firedrill.sandbox.ContainerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Longhorn's control plane reduced to tickets; the engine of an attached volume is the real one.
 */
final class EngineControl implements BlockStorage, AutoCloseable {

  private static final class Volume {
    final long size;
    final int replicas;
    final int port;
    final Set<String> tickets = new TreeSet<>();
    BareEngine engine;
    String node;

    Volume(long size, int replicas, int port) {
      this.size = size;
      this.replicas = replicas;
      this.port = port;
    }
  }

  private final Path program;
  private final Path directory;
  private final Map<String, Volume> volumes = new ConcurrentHashMap<>();
  private int ports = 9500;
  private boolean held;

  EngineControl(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /** Tickets are taken, and nothing is attached. */
  synchronized void hold(boolean hold) {
    held = hold;
  }

  @Override
  public synchronized void create(String volume, long sizeBytes, int replicas) {
    volumes.computeIfAbsent(volume, v -> new Volume(sizeBytes, replicas, ports += 100));
  }

  @Override
  public synchronized void delete(String volume) {
    volumes.remove(volume);
  }

  @Override
  public synchronized Optional<Status> status(String volume) {
    return Optional.ofNullable(volumes.get(volume))
        .map(v -> new Status(v.size, Optional.ofNullable(v.engine == null ? null : v.node)));
  }

  synchronized int replicas(String volume) {
    return volumes.get(volume).replicas;
  }

  @Override
  public synchronized void attach(String name, String node, String ticket) {
    Volume v = volumes.get(name);
    v.tickets.add(ticket);
    if (v.engine != null || held) {
      return;
    }
    try {
      List<Path> replicas = new ArrayList<>();
      for (int i = 0; i < v.replicas; i++) {
        replicas.add(Files.createDirectories(directory.resolve(name + "-0000000" + i)));
      }
      v.engine = new BareEngine(program, name, v.size, v.port, directory);
      v.engine.start(replicas);
      v.node = node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void detach(String name, String ticket) {
    Volume v = volumes.get(name);
    v.tickets.remove(ticket);
    if (v.tickets.isEmpty() && v.engine != null) {
      v.engine.close();
      v.engine = null;
    }
  }

  @Override
  public ContainerFile engineSocket(String volume) {
    throw new UnsupportedOperationException("these engines run in no container");
  }

  synchronized Path socket(String volume) {
    return volumes.get(volume).engine.socket();
  }

  @Override
  public synchronized void close() {
    volumes.values().stream().filter(v -> v.engine != null).forEach(v -> v.engine.kill());
  }
}
