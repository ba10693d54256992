"""The worker with a tiny ClapModel of random weights, over HTTP, as Attune speaks to it.

    python test_worker.py [ATTUNE SAMPLES]

With the program and a folder of samples, the program imports them through the worker too.
"""
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

import numpy
import torch
from transformers import ClapConfig, ClapFeatureExtractor, ClapModel

HERE = os.path.dirname(os.path.abspath(__file__))
WINDOW = 480_000


def save_tiny_model(folder):
    """A ClapModel of the real architecture, a few layers small, with seeded random weights."""
    torch.manual_seed(0)
    audio = dict(
        spec_size=256, num_mel_bins=64, patch_size=4, patch_stride=[4, 4], window_size=8, hidden_size=64,
        patch_embeds_hidden_size=16, depths=[1, 1, 1], num_attention_heads=[2, 2, 2], num_hidden_layers=3,
        projection_dim=512, num_classes=8)
    text = dict(
        vocab_size=64, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, projection_dim=512)
    config = ClapConfig(text_config=text, audio_config=audio, projection_dim=512)
    ClapModel(config).save_pretrained(folder)
    ClapFeatureExtractor(truncation="rand_trunc", padding="repeatpad").save_pretrained(folder)


def noise(seed, gain=0.3):
    return (numpy.random.default_rng(seed).standard_normal(WINDOW) * gain).astype("<f4")


def tone(hertz):
    return (0.5 * numpy.sin(2 * numpy.pi * hertz * numpy.arange(WINDOW) / 48_000)).astype("<f4")


class WorkerTest(unittest.TestCase):
    attune = samples = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.model = os.path.join(cls.folder.name, "tiny-clap")
        save_tiny_model(cls.model)
        command = [sys.executable, os.path.join(HERE, "worker.py"), "--model", cls.model, "--port", "0"]
        cls.worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ, HF_HUB_OFFLINE="1"))
        line = cls.worker.stdout.readline()
        cls.url = re.search(r"http://\S+", line).group()

    @classmethod
    def tearDownClass(cls):
        cls.worker.send_signal(signal.SIGTERM)
        status = cls.worker.wait(20)
        cls.worker.stdout.close()
        cls.folder.cleanup()
        assert status == 0, f"the worker ended with {status}"

    def ask(self, path, body=None):
        request = urllib.request.Request(self.url + path, data=body)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def test_health(self):
        status, health = self.ask("/health")
        self.assertEqual((status, health["status"], health["dimension"], health["sample_rate"]), (200, "ok", 512, 48_000))
        self.assertEqual(health["model"], self.model)

    def test_vectors(self):
        status, answer = self.ask("/v1/embed", noise(1).tobytes() + tone(440).tobytes() + noise(1).tobytes())
        self.assertEqual((status, answer["model"], len(answer["vectors"])), (200, self.model, 3))
        first, other, same = numpy.array(answer["vectors"])
        self.assertEqual(first.shape, (512,))
        self.assertAlmostEqual(float(numpy.linalg.norm(first)), 1, places=5)
        numpy.testing.assert_allclose(first, same, atol=1e-5)
        self.assertGreater(float(numpy.abs(first - other).max()), 1e-3)

    def test_one_at_a_time_is_the_same(self):
        together = self.ask("/v1/embed", noise(2).tobytes() + tone(220).tobytes())[1]["vectors"]
        alone = [self.ask("/v1/embed", window.tobytes())[1]["vectors"][0] for window in (noise(2), tone(220))]
        numpy.testing.assert_allclose(together, alone, atol=1e-4)

    def test_as_transformers_itself(self):
        model, features = ClapModel.from_pretrained(self.model).eval(), ClapFeatureExtractor.from_pretrained(self.model)
        with torch.inference_mode():
            inputs = features(tone(330).astype("float32"), sampling_rate=48_000, return_tensors="pt")
            wanted = torch.nn.functional.normalize(model.get_audio_features(**inputs), dim=1).numpy()[0]
        numpy.testing.assert_allclose(self.ask("/v1/embed", tone(330).tobytes())[1]["vectors"][0], wanted, atol=1e-5)

    def test_refusals(self):
        broken = tone(100).copy()
        broken[7] = numpy.nan
        for path, body, status in [
            ("/v1/embed", b"", 400), ("/v1/embed", b"x" * 7, 400), ("/v1/embed", noise(1).tobytes()[:-4], 400),
            ("/v1/embed", broken.tobytes(), 422), ("/none", b"x", 404),
            ("/none", None, 404),
        ]:
            found, problem = self.ask(path, body)
            self.assertEqual(found, status, path)
            self.assertTrue(problem["detail"])
        self.assertEqual(self.ask("/health")[0], 200)

    def test_refuses_by_length_without_reading(self):
        for length, status in [(str(4 * WINDOW * 9), 413), ("-1", 411), ("many", 411)]:
            connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
            connection.putrequest("POST", "/v1/embed")
            connection.putheader("Content-Length", length)
            connection.endheaders()
            with connection.getresponse() as response:
                self.assertEqual((response.status, response.getheader("Connection")), (status, "close"))
                self.assertTrue(json.load(response)["detail"])
            connection.close()

    def test_attune(self):
        if not self.attune:
            self.skipTest("no program given")
        data = os.path.join(self.folder.name, "data")
        command = [self.attune, "import", self.samples, "--data-dir", data, "--json", "--clap-url", self.url]
        summary = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        self.assertEqual((summary["downgrades"], summary["refusals"], summary["skipped"]), ([], [], 0))
        doctor = [self.attune, "doctor", "--data-dir", data, "--clap-url", self.url, "--json"]
        checks = json.loads(subprocess.run(doctor, stdout=subprocess.PIPE, check=True).stdout)["checks"]
        details = {check["name"]: check["detail"] for check in checks}
        self.assertIn(f"compared {summary['imported']} by clap", details["catalog"])
        self.assertIn(self.model, details["clap"])


if __name__ == "__main__":
    if len(sys.argv) == 3:
        WorkerTest.attune, WorkerTest.samples = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
