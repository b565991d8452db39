/**
 * The driver_info keys of Ironic itself (get_properties of its drivers, releases 21 to 29), so that a node that was
 * enrolled for Ironic is not said to be misspelt here.
 */
export const IRONIC_DRIVER_INFO_KEYS: readonly string[] = [
  // deploy, boot and ramdisk
  ...[
    'agent_verify_ca',
    'agent_token',
    'agent_client_token',
    'bootloader',
    'boot_iso',
    'clean_step_priority',
  ],
  ...['config_via_removable', 'deploy_boot_mode', 'deploy_forces_oob_reboot', 'deploy_iso', 'deploy_kernel'],
  ...['deploy_ramdisk', 'deploy_ramdisk_by_arch', 'deploy_kernel_by_arch', 'external_http_url'],
  ...[
    'force_persistent_boot_device',
    'image_download_source',
    'kernel_append_params',
    'publish_image_by_dhcp',
  ],
  ...[
    'ramdisk_image_source',
    'rescue_kernel',
    'rescue_ramdisk',
    'rescue_kernel_by_arch',
    'rescue_ramdisk_by_arch',
  ],
  ...['inject_nmi', 'disable_power_off', 'firmware_update_unresponsive_bmc_wait'],
  // ipmitool
  ...[
    'ipmi_address',
    'ipmi_bridging',
    'ipmi_cipher_suite',
    'ipmi_disable_boot_timeout',
    'ipmi_force_boot_device',
  ],
  ...['ipmi_hex_kg_key', 'ipmi_local_address', 'ipmi_password', 'ipmi_port', 'ipmi_priv_level'],
  ...['ipmi_protocol_version', 'ipmi_target_address', 'ipmi_target_channel', 'ipmi_terminal_port'],
  ...['ipmi_transit_address', 'ipmi_transit_channel', 'ipmi_username'],
  // redfish
  ...['redfish_address', 'redfish_auth_type', 'redfish_password', 'redfish_system_id', 'redfish_username'],
  ...['redfish_verify_ca', 'redfish_tls_minimum_version', 'redfish_tls_ciphers'],
  // idrac over WS-Man
  ...['drac_address', 'drac_password', 'drac_path', 'drac_port', 'drac_protocol', 'drac_username'],
  // snmp
  ...['snmp_address', 'snmp_auth_key', 'snmp_auth_protocol', 'snmp_community', 'snmp_community_read'],
  ...['snmp_community_write', 'snmp_context_engine_id', 'snmp_context_name', 'snmp_driver', 'snmp_outlet'],
  ...['snmp_port', 'snmp_priv_key', 'snmp_priv_protocol', 'snmp_security', 'snmp_user', 'snmp_version'],
  // ilo and irmc
  ...['ca_file', 'client_port', 'client_timeout', 'console_port', 'ilo_address', 'ilo_change_password'],
  ...['ilo_password', 'ilo_username', 'irmc_address', 'irmc_auth_method', 'irmc_client_timeout'],
  ...['irmc_password', 'irmc_port', 'irmc_sensor_method', 'irmc_username', 'irmc_verify_ca'],
  // fake-hardware
  ...['A1', 'A2', 'B1', 'B2'],
];
