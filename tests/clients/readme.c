#include <emoface.h>
#include <stdio.h>

int main(void) {
    emoface_engine *engine;
    emoface_face *face;
    float audio[480] = {0}, controls[EMOFACE_CONTROL_COUNT];

    emoface_status status = emoface_engine_create(NULL, &engine);          /* once */
    if (status == EMOFACE_OK) status = emoface_face_create(engine, NULL, &face); /* for each character */
    if (status != EMOFACE_OK) return puts(emoface_status_text(status)), 1;

    for (int i = 0; i < 20; i++)                                            /* audio thread: 10 ms of sound */
        emoface_face_push_f32(face, audio, 480, 1, 48000.0, NULL);
    emoface_face_finish(face);                                              /* at the end of the utterance */

    do status = emoface_face_sample(face, 0.1, controls, EMOFACE_CONTROL_COUNT, NULL); /* game thread */
    while (status == EMOFACE_NOT_READY); /* a game draws what it got and samples again next frame */
    printf("jaw at 0.1 s: %.2f (%s)\n", controls[4], emoface_status_text(status));
    return emoface_shutdown();
}
