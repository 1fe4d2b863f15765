package firedrill.sandbox.tool;

import firedrill.sandbox.process.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** A checkout whose catalogue knows one program, {@code hello}, in a Go module without imports. */
final class TinyCheckout {
  private final Path root;
  private final Path tools;
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>(System.getenv());
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private Disk disk = Disk.REAL;

  TinyCheckout(Path root) throws IOException {
    this.root = root;
    tools = Files.createDirectories(root.resolve("sandbox/tools"));
    Files.createDirectories(tools.resolve("hello/files/deep"));
    catalog(
        """
        tools:
          hello:
            module: hello
            package: example.test/hello
            version: 1.2.3
            minimum: 1.2.0
            versionArgs: [--version]
            versionPattern: 'hello v(\\S+)'
            environment: HELLO_FOLDER
            ldflags: ["-X main.version=v{version}"]
            assets: [files]
            cpuSeconds: 1
        """);
    Files.writeString(tools.resolve("hello/go.mod"), "module example.test/hello\n\ngo 1.26.0\n");
    Files.writeString(tools.resolve("hello/go.sum"), "");
    Files.writeString(tools.resolve("hello/files/deep/data.txt"), "data");
    source("var version string\nfunc main() { println(\"hello \" + version) }");
    properties.put("firedrill.cache", root.resolve("cache").toString());
    properties.put("user.home", root.toString());
    properties.put("os.arch", "amd64");
    environment.remove("HELLO_FOLDER");
  }

  Path root() {
    return root;
  }

  Path cache() {
    return root.resolve("cache");
  }

  void catalog(String text) throws IOException {
    Files.writeString(tools.resolve("catalog.yaml"), text);
  }

  void source(String body) throws IOException {
    Files.writeString(tools.resolve("hello/main.go"), "package main\n\n" + body + "\n");
  }

  void goMod(String text) throws IOException {
    Files.writeString(tools.resolve("hello/go.mod"), text);
  }

  TinyCheckout property(String name, Object value) {
    properties.put(name, value.toString());
    return this;
  }

  TinyCheckout variable(String name, Object value) {
    environment.put(name, value.toString());
    return this;
  }

  TinyCheckout disk(Disk instead) {
    disk = instead;
    return this;
  }

  /** A program in a folder of its own that prints that it is hello of that version. */
  Path fake(String folder, String version) throws IOException {
    Path program = Files.createDirectories(root.resolve(folder)).resolve("hello");
    Files.writeString(program, "#!/bin/sh\necho 'hello v" + version + "'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  Toolbox toolbox() {
    return new Toolbox(
        Catalog.read(tools.resolve("catalog.yaml")),
        new Host(properties, environment, Programs.of(environment)),
        disk,
        new BuildProgress(new PrintStream(output, true, StandardCharsets.UTF_8), false));
  }

  String output() {
    return output.toString(StandardCharsets.UTF_8);
  }
}
