"""What of libtoxcore's C interface is used, as cffi reads it.

Error arguments are enums there, which are as wide as ``int``; their values are in ``errors.py``.
"""

TOX = """
typedef struct Tox Tox;
typedef struct Tox_Options Tox_Options;

uint32_t tox_version_major(void);
uint32_t tox_version_minor(void);
uint32_t tox_version_patch(void);

Tox_Options *tox_options_new(int *error);
void tox_options_free(Tox_Options *options);
void tox_options_set_ipv6_enabled(Tox_Options *options, bool ipv6_enabled);
void tox_options_set_udp_enabled(Tox_Options *options, bool udp_enabled);
void tox_options_set_local_discovery_enabled(Tox_Options *options, bool enabled);
void tox_options_set_proxy_type(Tox_Options *options, int type);
void tox_options_set_proxy_host(Tox_Options *options, const char *host);
void tox_options_set_proxy_port(Tox_Options *options, uint16_t port);
void tox_options_set_start_port(Tox_Options *options, uint16_t start_port);
void tox_options_set_end_port(Tox_Options *options, uint16_t end_port);
void tox_options_set_tcp_port(Tox_Options *options, uint16_t tcp_port);
void tox_options_set_hole_punching_enabled(Tox_Options *options, bool enabled);
void tox_options_set_savedata_type(Tox_Options *options, int type);
void tox_options_set_savedata_data(Tox_Options *options, const uint8_t *data, size_t length);

Tox *tox_new(const Tox_Options *options, int *error);
void tox_kill(Tox *tox);
size_t tox_get_savedata_size(const Tox *tox);
void tox_get_savedata(const Tox *tox, uint8_t *savedata);
bool tox_bootstrap(Tox *tox, const char *host, uint16_t port, const uint8_t *public_key,
                   int *error);
bool tox_add_tcp_relay(Tox *tox, const char *host, uint16_t port, const uint8_t *public_key,
                       int *error);
int tox_self_get_connection_status(const Tox *tox);
uint32_t tox_iteration_interval(const Tox *tox);
void tox_iterate(Tox *tox, void *user_data);
void tox_self_get_address(const Tox *tox, uint8_t *address);
void tox_self_set_nospam(Tox *tox, uint32_t nospam);
uint32_t tox_self_get_nospam(const Tox *tox);
void tox_self_get_public_key(const Tox *tox, uint8_t *public_key);
void tox_self_get_dht_id(const Tox *tox, uint8_t *dht_id);
uint16_t tox_self_get_udp_port(const Tox *tox, int *error);
uint16_t tox_self_get_tcp_port(const Tox *tox, int *error);
bool tox_self_set_name(Tox *tox, const uint8_t *name, size_t length, int *error);
size_t tox_self_get_name_size(const Tox *tox);
void tox_self_get_name(const Tox *tox, uint8_t *name);
bool tox_self_set_status_message(Tox *tox, const uint8_t *message, size_t length, int *error);
size_t tox_self_get_status_message_size(const Tox *tox);
void tox_self_get_status_message(const Tox *tox, uint8_t *status_message);
void tox_self_set_status(Tox *tox, int status);
int tox_self_get_status(const Tox *tox);

uint32_t tox_friend_add(Tox *tox, const uint8_t *address, const uint8_t *message, size_t length,
                        int *error);
uint32_t tox_friend_add_norequest(Tox *tox, const uint8_t *public_key, int *error);
bool tox_friend_delete(Tox *tox, uint32_t friend_number, int *error);
uint32_t tox_friend_by_public_key(const Tox *tox, const uint8_t *public_key, int *error);
bool tox_friend_exists(const Tox *tox, uint32_t friend_number);
size_t tox_self_get_friend_list_size(const Tox *tox);
void tox_self_get_friend_list(const Tox *tox, uint32_t *friend_list);
bool tox_friend_get_public_key(const Tox *tox, uint32_t friend_number, uint8_t *public_key,
                               int *error);
size_t tox_friend_get_name_size(const Tox *tox, uint32_t friend_number, int *error);
bool tox_friend_get_name(const Tox *tox, uint32_t friend_number, uint8_t *name, int *error);
size_t tox_friend_get_status_message_size(const Tox *tox, uint32_t friend_number, int *error);
bool tox_friend_get_status_message(const Tox *tox, uint32_t friend_number, uint8_t *message,
                                   int *error);
int tox_friend_get_status(const Tox *tox, uint32_t friend_number, int *error);
int tox_friend_get_connection_status(const Tox *tox, uint32_t friend_number, int *error);
uint32_t tox_friend_send_message(Tox *tox, uint32_t friend_number, int type,
                                 const uint8_t *message, size_t length, int *error);
bool tox_friend_send_lossy_packet(Tox *tox, uint32_t friend_number, const uint8_t *data,
                                  size_t length, int *error);
bool tox_friend_send_lossless_packet(Tox *tox, uint32_t friend_number, const uint8_t *data,
                                     size_t length, int *error);

typedef void tox_self_status_cb(Tox *tox, int status, void *user_data);
typedef void tox_friend_data_cb(Tox *tox, uint32_t friend_number, const uint8_t *data,
                                size_t length, void *user_data);
typedef void tox_friend_status_cb(Tox *tox, uint32_t friend_number, int status, void *user_data);
typedef void tox_friend_receipt_cb(Tox *tox, uint32_t friend_number, uint32_t message_id,
                                   void *user_data);
typedef void tox_friend_request_cb(Tox *tox, const uint8_t *public_key, const uint8_t *message,
                                   size_t length, void *user_data);
typedef void tox_friend_message_cb(Tox *tox, uint32_t friend_number, int type,
                                   const uint8_t *message, size_t length, void *user_data);
void tox_callback_self_connection_status(Tox *tox, tox_self_status_cb *callback);
void tox_callback_friend_name(Tox *tox, tox_friend_data_cb *callback);
void tox_callback_friend_status_message(Tox *tox, tox_friend_data_cb *callback);
void tox_callback_friend_status(Tox *tox, tox_friend_status_cb *callback);
void tox_callback_friend_connection_status(Tox *tox, tox_friend_status_cb *callback);
void tox_callback_friend_read_receipt(Tox *tox, tox_friend_receipt_cb *callback);
void tox_callback_friend_request(Tox *tox, tox_friend_request_cb *callback);
void tox_callback_friend_message(Tox *tox, tox_friend_message_cb *callback);
void tox_callback_friend_lossy_packet(Tox *tox, tox_friend_data_cb *callback);
void tox_callback_friend_lossless_packet(Tox *tox, tox_friend_data_cb *callback);
"""

ENCRYPTION = """
bool tox_pass_encrypt(const uint8_t *plaintext, size_t plaintext_len, const uint8_t *passphrase,
                      size_t passphrase_len, uint8_t *ciphertext, int *error);
bool tox_pass_decrypt(const uint8_t *ciphertext, size_t ciphertext_len, const uint8_t *passphrase,
                      size_t passphrase_len, uint8_t *plaintext, int *error);
bool tox_is_data_encrypted(const uint8_t *data);
"""

TOXAV = """
typedef struct ToxAV ToxAV;

ToxAV *toxav_new(Tox *tox, int *error);
void toxav_kill(ToxAV *av);
uint32_t toxav_iteration_interval(const ToxAV *av);
void toxav_iterate(ToxAV *av);
uint32_t toxav_audio_iteration_interval(const ToxAV *av);
void toxav_audio_iterate(ToxAV *av);
uint32_t toxav_video_iteration_interval(const ToxAV *av);
void toxav_video_iterate(ToxAV *av);
bool toxav_call(ToxAV *av, uint32_t friend_number, uint32_t audio_bit_rate,
                uint32_t video_bit_rate, int *error);
bool toxav_answer(ToxAV *av, uint32_t friend_number, uint32_t audio_bit_rate,
                  uint32_t video_bit_rate, int *error);
bool toxav_call_control(ToxAV *av, uint32_t friend_number, int control, int *error);
bool toxav_audio_set_bit_rate(ToxAV *av, uint32_t friend_number, uint32_t bit_rate, int *error);
bool toxav_video_set_bit_rate(ToxAV *av, uint32_t friend_number, uint32_t bit_rate, int *error);
bool toxav_audio_send_frame(ToxAV *av, uint32_t friend_number, const int16_t *pcm,
                            size_t sample_count, uint8_t channels, uint32_t sampling_rate,
                            int *error);
bool toxav_video_send_frame(ToxAV *av, uint32_t friend_number, uint16_t width, uint16_t height,
                            const uint8_t *y, const uint8_t *u, const uint8_t *v, int *error);

typedef void toxav_call_cb(ToxAV *av, uint32_t friend_number, bool audio_enabled,
                           bool video_enabled, void *user_data);
typedef void toxav_number_cb(ToxAV *av, uint32_t friend_number, uint32_t number, void *user_data);
typedef void toxav_audio_receive_frame_cb(ToxAV *av, uint32_t friend_number, const int16_t *pcm,
                                          size_t sample_count, uint8_t channels,
                                          uint32_t sampling_rate, void *user_data);
typedef void toxav_video_receive_frame_cb(ToxAV *av, uint32_t friend_number, uint16_t width,
                                          uint16_t height, const uint8_t *y, const uint8_t *u,
                                          const uint8_t *v, int32_t ystride, int32_t ustride,
                                          int32_t vstride, void *user_data);
void toxav_callback_call(ToxAV *av, toxav_call_cb *callback, void *user_data);
void toxav_callback_call_state(ToxAV *av, toxav_number_cb *callback, void *user_data);
void toxav_callback_audio_bit_rate(ToxAV *av, toxav_number_cb *callback, void *user_data);
void toxav_callback_video_bit_rate(ToxAV *av, toxav_number_cb *callback, void *user_data);
void toxav_callback_audio_receive_frame(ToxAV *av, toxav_audio_receive_frame_cb *callback,
                                        void *user_data);
void toxav_callback_video_receive_frame(ToxAV *av, toxav_video_receive_frame_cb *callback,
                                        void *user_data);
"""

EXTRAS = """
typedef struct Jackfield_Tox_Call_Metrics {
    uint32_t audio_latency_us;
    uint32_t video_latency_us;
    uint32_t jitter_us;
    float packet_loss;
    float cpu_usage;
    uint64_t memory_usage;
} Jackfield_Tox_Call_Metrics;
bool jackfield_tox_get_call_metrics(const ToxAV *av, uint32_t friend_number,
                                    Jackfield_Tox_Call_Metrics *metrics);
void jackfield_tox_callback_call_quality(ToxAV *av, toxav_number_cb *callback, void *user_data);
void jackfield_tox_set_ring_timeout(ToxAV *av, uint32_t seconds);
bool jackfield_tox_video_send_encoded(ToxAV *av, uint32_t friend_number, const uint8_t *frame,
                                      size_t length, int *error);
bool jackfield_tox_video_wants_key_frame(ToxAV *av, uint32_t friend_number);
void jackfield_tox_video_request_key_frame(ToxAV *av, uint32_t friend_number);
typedef void jackfield_tox_encoded_cb(ToxAV *av, uint32_t friend_number, const uint8_t *frame,
                                      size_t length, bool is_key, void *user_data);
void jackfield_tox_callback_video_receive_encoded(ToxAV *av, jackfield_tox_encoded_cb *callback,
                                                  void *user_data);
typedef struct Jackfield_Tox_Audio_Effects {
    float gain_db;
    bool automatic_gain;
    bool noise_suppression;
    bool echo_cancellation;
} Jackfield_Tox_Audio_Effects;
typedef struct Jackfield_Tox_Video_Effects {
    float contrast;
    int16_t brightness;
    uint16_t blur;
    bool grayscale;
    bool mirror;
} Jackfield_Tox_Video_Effects;
bool jackfield_tox_set_sent_audio_effects(ToxAV *av, uint32_t friend_number,
                                          const Jackfield_Tox_Audio_Effects *effects, int *error);
bool jackfield_tox_set_received_audio_effects(ToxAV *av, uint32_t friend_number,
                                              const Jackfield_Tox_Audio_Effects *effects,
                                              int *error);
bool jackfield_tox_set_sent_video_effects(ToxAV *av, uint32_t friend_number,
                                          const Jackfield_Tox_Video_Effects *effects, int *error);

typedef struct Jackfield_Tox_Video_Processor Jackfield_Tox_Video_Processor;
typedef struct Jackfield_Tox_Picture {
    const uint8_t *y;
    const uint8_t *u;
    const uint8_t *v;
    uint16_t width;
    uint16_t height;
} Jackfield_Tox_Picture;
Jackfield_Tox_Video_Processor *jackfield_tox_video_processor_new(
    uint16_t width, uint16_t height, uint32_t bit_rate, bool vp9, int *error);
void jackfield_tox_video_processor_kill(Jackfield_Tox_Video_Processor *processor);
bool jackfield_tox_video_processor_set_bit_rate(Jackfield_Tox_Video_Processor *processor,
                                                uint32_t bit_rate, int *error);
bool jackfield_tox_video_processor_add_effects(Jackfield_Tox_Video_Processor *processor,
                                               bool incoming,
                                               const Jackfield_Tox_Video_Effects *effects,
                                               int *error);
typedef void jackfield_tox_video_filter_cb(uint16_t width, uint16_t height, uint8_t *y,
                                           uint8_t *u, uint8_t *v, int32_t ystride,
                                           int32_t uvstride, void *user_data);
bool jackfield_tox_video_processor_add_filter(Jackfield_Tox_Video_Processor *processor,
                                              bool incoming,
                                              jackfield_tox_video_filter_cb *filter,
                                              void *user_data, int *error);
bool jackfield_tox_video_processor_clear_effects(Jackfield_Tox_Video_Processor *processor,
                                                 bool incoming, int *error);
typedef void jackfield_tox_video_frame_cb(const uint8_t *frame, size_t length, bool is_key,
                                          void *user_data);
typedef void jackfield_tox_video_picture_cb(uint16_t width, uint16_t height, const uint8_t *y,
                                            const uint8_t *u, const uint8_t *v, int32_t ystride,
                                            int32_t uvstride, void *user_data);
bool jackfield_tox_video_processor_process_outgoing(Jackfield_Tox_Video_Processor *processor,
                                                    uint64_t time_us,
                                                    const Jackfield_Tox_Picture *picture,
                                                    jackfield_tox_video_frame_cb *callback,
                                                    void *user_data, int *error);
bool jackfield_tox_video_processor_process_incoming(Jackfield_Tox_Video_Processor *processor,
                                                    const uint8_t *frame, size_t length,
                                                    jackfield_tox_video_picture_cb *callback,
                                                    void *user_data, int *error);
"""
"""What Jackfield's own library has beside the rest; libtoxcore has none of it."""
