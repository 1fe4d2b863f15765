package firedrill.sandbox.vm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineImagesTest {

  @Test
  void a_guest_of_another_architecture_needs_its_own_program_beside_the_hosts_assets() {
    assertThat(MachineImages.programs(Processor.of("arm64")))
        .containsExactly("gitea", "gitea-arm64");
  }

  @Test
  void a_guest_whose_program_is_the_hosts_own_needs_one() {
    assertThat(MachineImages.programs(Processor.of("amd64"))).containsExactly("gitea");
  }
}
